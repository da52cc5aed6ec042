import type { Texts } from '@shared/i18n';

export const MESSAGES = {
  bell: ['消息，{n} 条未读', 'Messages, {n} unread'], title: ['消息', 'Messages'], none: ['还没有消息', 'No messages yet'], noneText: ['工单超时等需要您处理的事会出现在这里。', 'What needs you, like a late ticket, appears here.'], readAll: ['全部标为已读', 'Mark all as read'],
} as const satisfies Texts;
