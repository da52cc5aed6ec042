import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLanguage, useTexts } from '../i18n';
import { Icon } from './icons';
import { PARTS } from './texts';

// The Web Speech API has no types in TypeScript's DOM library; this is the part of it that we use.
type Recognition = {
  lang: string; interimResults: boolean; start: () => void; stop: () => void;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null; onend: (() => void) | null;
};
type SpeechWindow = { SpeechRecognition?: new () => Recognition; webkitSpeechRecognition?: new () => Recognition };

const recogniser = (): (new () => Recognition) | undefined => {
  const w = globalThis as unknown as SpeechWindow;
  return w.SpeechRecognition ?? w.webkitSpeechRecognition;
};

/** A microphone button; shown only where the browser can listen. */
export function Dictate({ onText }: { onText: (text: string) => void }): ReactNode {
  const t = useTexts(PARTS);
  const lang = useLanguage();
  const [listening, setListening] = useState(false);
  const running = useRef<Recognition | null>(null);
  useEffect(() => () => running.current?.stop(), []);
  const Make = recogniser();
  if (Make === undefined) return null;
  const toggle = (): void => {
    if (listening) return running.current?.stop();
    const r = new Make();
    r.lang = lang === 'zh' ? 'zh-CN' : 'en-GB';
    r.interimResults = false;
    r.onresult = (event) => onText(Array.from(event.results).map((x) => x[0]?.transcript ?? '').join(''));
    r.onend = () => setListening(false);
    running.current = r;
    r.start();
    setListening(true);
  };
  return (
    <button type="button" className={`btn small ${listening ? 'primary' : ''}`} aria-pressed={listening} onClick={toggle}>
      <Icon name="mic" />{t(listening ? 'stopDictation' : 'dictate')}
    </button>
  );
}

/** Reads a text aloud with the device's own voice; nothing leaves the phone. */
export function ReadAloud({ text }: { text: string }): ReactNode {
  const t = useTexts(PARTS);
  const lang = useLanguage();
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => () => globalThis.speechSynthesis?.cancel(), []);
  if (!('speechSynthesis' in globalThis) || text === '') return null;
  const toggle = (): void => {
    speechSynthesis.cancel();
    if (speaking) return setSpeaking(false);
    const words = new SpeechSynthesisUtterance(text);
    words.lang = lang === 'zh' ? 'zh-CN' : 'en-GB';
    words.onend = () => setSpeaking(false);
    speechSynthesis.speak(words);
    setSpeaking(true);
  };
  return (
    <button type="button" className="btn small" aria-pressed={speaking} onClick={toggle}>
      <Icon name="speak" />{t(speaking ? 'stopReading' : 'readAloud')}
    </button>
  );
}
