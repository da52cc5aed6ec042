// The composer: for the office's wide screen, loaded with it.
export { PaperComposer, type ComposedDraft, type ComposerProps } from './PaperComposer';
