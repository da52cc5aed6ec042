import type { ComponentProps, ReactNode } from 'react';
import TicketList from '@features/tickets/TicketList';
import AntdTheme from '@shared/parts/Antd';

export default function ListView(props: ComponentProps<typeof TicketList>): ReactNode {
  return <AntdTheme><TicketList {...props} /></AntdTheme>;
}
