import { type ButtonHTMLAttributes, type ReactNode, useId } from 'react';
import { asProblem } from '../api';
import { setLanguage, setLarge, usePreferences, useTexts } from '../i18n';
import { Icon, type IconName, Mark } from './icons';
import { PARTS } from './texts';
import './parts.css';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: 'primary' | 'danger' | 'quiet' | ''; small?: boolean; wide?: boolean; icon?: IconName };

export const Button = ({ look = '', small = false, wide = false, icon, className = '', children, type = 'button', ...rest }: ButtonProps): ReactNode => (
  <button type={type} className={`btn ${look} ${small ? 'small' : ''} ${wide ? 'wide' : ''} ${className}`} {...rest}>
    {icon !== undefined && <Icon name={icon} />}{children}
  </button>
);

export const Chip = ({ colour = '', children }: { colour?: string; children: ReactNode }): ReactNode => (
  <span className={`chip ${colour}`}>{children}</span>
);

export const Spinner = ({ text }: { text?: string }): ReactNode => {
  const t = useTexts(PARTS);
  return <div className="spin" role="status">{text ?? t('loading')}</div>;
};

/** An empty list says what to do. */
export const Empty = ({ icon = 'list', title, children }: { icon?: IconName; title: string; children?: ReactNode }): ReactNode => (
  <div className="empty"><Icon name={icon} /><strong>{title}</strong>{children !== undefined && <div className="muted">{children}</div>}</div>
);

/** What happened, and what to do next. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const t = useTexts(PARTS);
  const problem = asProblem(error);
  return (
    <div className="notice error" role="alert">
      <Icon name="alarm" />
      <div className="grow">
        <p>{problem.message}</p>
        {problem.reasons.filter((r) => !r.holds).map((r) => <p key={r.article + r.text} className="muted">{r.text}（{r.article}）</p>)}
      </div>
      {retry !== undefined && <Button small onClick={retry}>{t('again')}</Button>}
    </div>
  );
}

export function Switches(): ReactNode {
  const t = useTexts(PARTS);
  const { language, large } = usePreferences();
  return (
    <div className="switches">
      <button type="button" aria-pressed={large} aria-label={t('large')} title={t('large')} onClick={() => setLarge(!large)}><Icon name="type" /></button>
      <button type="button" aria-label={t('switchLanguage')} title={t('switchLanguage')} lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'EN' : '中'}</button>
    </div>
  );
}

export function Brand({ href, children }: { href?: string; children?: ReactNode }): ReactNode {
  const t = useTexts(PARTS);
  const inside = <><Mark /><span>{t('brand')}{children}</span></>;
  return href === undefined ? <span className="brand">{inside}</span> : <a className="brand" href={href}>{inside}</a>;
}

export function Field({ label, children }: { label: string; children: (id: string) => ReactNode }): ReactNode {
  const id = useId();
  return <div className="field"><label className="label" htmlFor={id}>{label}</label>{children(id)}</div>;
}

/** Addresses of clips say so; their still lies beside them under the same key. */
const isVoice = (url: string): boolean => /[?&]is=audio(&|$)/.test(url);
const isVideo = (url: string): boolean => /[?&]is=video(&|$)/.test(url);
export const stillOf = (url: string): string => url.replace('?', '/still?');

export function Photos({ urls }: { urls: readonly string[] }): ReactNode {
  const t = useTexts(PARTS);
  if (urls.length === 0) return null;
  return (
    <div className="photos">
      {urls.map((url, i) => isVoice(url)
        ? <audio key={url} className="clip" src={url} controls preload="metadata" aria-label={t('voice', { n: i + 1 })} />
        : isVideo(url)
        ? <video key={url} className="clip" src={url} poster={stillOf(url)} controls playsInline preload="none" aria-label={t('clip', { n: i + 1 })} />
        : <a key={url} href={url} target="_blank" rel="noreferrer"><img src={url} alt={t('photo', { n: i + 1 })} loading="lazy" /></a>)}
    </div>
  );
}
