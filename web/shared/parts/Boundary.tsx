import { Component, type ReactNode } from 'react';

type Props = { children: ReactNode; instead: ReactNode };

/** When a part cannot be shown (its script did not load, or it threw), something else stands there and the rest of the page lives on. */
export class Boundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError(): { broken: boolean } { return { broken: true }; }
  override render(): ReactNode { return this.state.broken ? this.props.instead : this.props.children; }
}
