import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Problem } from '@shared/api';
import { useTexts } from '@shared/i18n';
import { Icon } from '@shared/parts';
import type { Shot } from './draft';
import type { Outbox } from './outbox';
import { useBytes } from './ShotPicker';
import { DRAFTS } from './texts';

export const LONGEST_S = 60;
// What this browser can write, best first; the server takes them all.
const FORMS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

export const isVoice = (shot: Shot): boolean => shot.type.startsWith('audio/');
export const canRecord = (): boolean => 'MediaRecorder' in globalThis && navigator.mediaDevices !== undefined;
const clockOf = (s: number): string => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;

type Props = { shots: readonly Shot[]; box: Outbox; late: ReadonlySet<string>; onTake: (files: File[]) => void; onRemove: (shot: Shot) => void; onError: (error: unknown) => void };

/** Says it instead of typing it. The microphone is asked for by a tap only, and given back at the end of each recording. */
export function VoiceNote({ shots, box, late, onTake, onRemove, onError }: Props): ReactNode {
  const t = useTexts(DRAFTS);
  const recording = useRecording(onTake, (problem) => onError(problem instanceof DOMException ? new Problem(t('noMicrophone'), 400, 'microphone') : problem));
  const voices = shots.filter(isVoice);
  return (
    <div className="stack voice">
      {voices.map((shot, i) => <Heard key={shot.id} shot={shot} nth={i + 1} box={box} late={late.has(shot.id)} onRemove={() => onRemove(shot)} />)}
      {recording.on ? (
        <div className="row wrap voice-on">
          <button type="button" className="btn primary" onClick={recording.stop}><Icon name="check" />{t('stopVoice')}</button>
          <span role="timer" aria-label={t('voiceTime')}>{clockOf(recording.seconds)} / {clockOf(LONGEST_S)}</span>
          <meter min={0} max={1} value={recording.level} aria-label={t('voiceLevel')} />
        </div>
      ) : canRecord() && <div><button type="button" className="btn" onClick={() => void recording.start()}><Icon name="mic" />{t('recordVoice')}</button></div>}
      <p className="sr-only" role="status">{recording.on ? t('voiceOn') : ''}</p>
    </div>
  );
}

function Heard({ shot, nth, box, late, onRemove }: { shot: Shot; nth: number; box: Outbox; late: boolean; onRemove: () => void }): ReactNode {
  const t = useTexts(DRAFTS);
  const url = useBytes(box, shot.id);
  return (
    <div className="row voice-heard">
      {url !== '' && <audio src={url} controls preload="metadata" aria-label={t('voiceNo', { n: nth })} />}
      <button type="button" className="btn small" aria-label={t('dropVoice', { n: nth })} onClick={onRemove}><Icon name="close" /></button>
      {late && shot.photo === null && <span className="muted" role="status">{t('pictureWaits')}</span>}
    </div>
  );
}

type Recording = { on: boolean; seconds: number; level: number; start: () => Promise<void>; stop: () => void };

function useRecording(onTake: (files: File[]) => void, onError: (error: unknown) => void): Recording {
  const [on, setOn] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [level, setLevel] = useState(0);
  const end = useRef<() => void>(() => undefined);
  useEffect(() => () => end.current(), []);

  const start = async (): Promise<void> => {
    try {
      const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
      const type = FORMS.find((f) => MediaRecorder.isTypeSupported(f));
      const recorder = new MediaRecorder(sound, type === undefined ? {} : { mimeType: type });
      const parts: Blob[] = [];
      const loud = loudness(sound);
      const begun = Date.now();
      const tick = setInterval(() => {
        const now = (Date.now() - begun) / 1000;
        setSeconds(now);
        setLevel(loud.now());
        if (now >= LONGEST_S - 0.5) end.current(); // the server takes a minute, and stopping takes a moment
      }, 100);
      recorder.ondataavailable = (event) => { if (event.data.size > 0) parts.push(event.data); };
      recorder.onstop = () => {
        clearInterval(tick);
        loud.close();
        sound.getTracks().forEach((track) => track.stop());
        setOn(false);
        const bare = (recorder.mimeType.split(';')[0] ?? '') || 'audio/webm';
        if (parts.length > 0) onTake([new File(parts, 'voice', { type: bare })]);
      };
      end.current = () => { if (recorder.state !== 'inactive') recorder.stop(); };
      recorder.start(1000);
      setSeconds(0);
      setOn(true);
    } catch (problem) {
      onError(problem);
    }
  };
  return { on, seconds, level, start, stop: () => end.current() };
}

/** How loud it is, 0 to 1, so that whoever speaks sees that he is heard. */
function loudness(sound: MediaStream): { now: () => number; close: () => void } {
  const context = new AudioContext();
  const ear = context.createAnalyser();
  ear.fftSize = 512;
  context.createMediaStreamSource(sound).connect(ear);
  const wave = new Float32Array(ear.fftSize);
  return {
    now: () => { ear.getFloatTimeDomainData(wave); return Math.min(1, Math.sqrt(wave.reduce((sum, v) => sum + v * v, 0) / wave.length) * 4); },
    close: () => void context.close(),
  };
}
