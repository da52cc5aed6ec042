import { ConfigProvider, theme } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { usePreferences } from '../i18n';

/** Ant Design in our colours, for the screens of the command centre only; imported by them, never by the index. */
export default function AntdTheme({ children }: { children: ReactNode }): ReactNode {
  const { language, large } = usePreferences();
  return (
    <ConfigProvider locale={language === 'zh' ? zhCN : enGB} theme={{
      algorithm: theme.darkAlgorithm,
      token: { colorPrimary: '#3f86d1', colorBgBase: '#0c131c', colorBgContainer: '#131d29', colorBorder: '#31445a', colorBorderSecondary: '#223042', colorSplit: '#223042', colorLink: '#5aa0ea', borderRadius: 9, fontSize: large ? 18 : 14, fontFamily: 'var(--sans)' },
    }}>{children}</ConfigProvider>
  );
}
