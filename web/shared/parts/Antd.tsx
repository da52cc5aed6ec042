import { ConfigProvider, theme } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { usePreferences } from '../i18n';

const DARK = { colorPrimary: '#3f86d1', colorBgBase: '#0c131c', colorBgContainer: '#131d29', colorBorder: '#31445a', colorBorderSecondary: '#223042', colorSplit: '#223042', colorLink: '#5aa0ea', colorError: '#ff7875' };
const LIGHT = { colorPrimary: '#1b5faa', colorBgBase: '#ffffff', colorTextBase: '#17202b', colorBorder: '#cfd4da', colorBorderSecondary: '#e3e0d8', colorSplit: '#e3e0d8', colorLink: '#1b5faa', colorError: '#b3261e', colorWarning: '#8a5d00', colorSuccess: '#23704f', colorTextPlaceholder: '#627083', colorTextDescription: '#627083' };

/** Ant Design in our colours, for the staff's wide screens only; imported by them, never by the index. */
export default function AntdTheme({ light = false, children }: { light?: boolean; children: ReactNode }): ReactNode {
  const { language, large } = usePreferences();
  return (
    <ConfigProvider locale={language === 'zh' ? zhCN : enGB} theme={{
      algorithm: light ? theme.defaultAlgorithm : theme.darkAlgorithm,
      token: { ...(light ? LIGHT : DARK), borderRadius: 9, fontSize: large ? 18 : 14, fontFamily: 'var(--sans)' },
    }}>{children}</ConfigProvider>
  );
}
