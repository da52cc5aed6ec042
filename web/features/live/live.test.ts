import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandMap, LiveTicket } from '@shared/api';
import { Board } from './board';
import { Bus, atMostEvery } from './bus';
import { hourChart } from './charts';

const all: CommandMap = {
  at: '', crews: [{ id: 1, name: '一组', kind: 'officers', lng: 120, lat: 30, state: 'idle', ticket: null, squad: 's', mode: 'ebike' }],
  tickets: [{ no: 'A', lng: 120, lat: 30, state: 'filed', lamp: 'green', class: '06', matter: '暴露垃圾' }],
};
const event = (change: Partial<LiveTicket>): LiveTicket => ({ id: '1', kind: 'ticket.file', stream: 'ticket:A', at: '', no: 'A', state: 'filed', lamp: 'green', matter: '06003', title: '', lng: 120, lat: 30, ...change });

describe('the board behind the map', () => {
  it('moves a ticket to its new state and lamp, and keeps its class', () => {
    const board = new Board();
    board.replace(all, 0);
    board.takeTicket(event({ state: 'handling', lamp: 'red' }));
    expect(board.tickets.get('A')).toMatchObject({ state: 'handling', lamp: 'red', class: '06' });
    expect(board.ticketFeatures().features[0]?.properties).toMatchObject({ icon: 'ticket-red-06', late: 1 });
  });
  it('adds a new ticket with the class from its matter', () => {
    const board = new Board();
    board.takeTicket(event({ no: 'B', matter: '09002' }));
    expect(board.tickets.get('B')?.class).toBe('09');
  });
  it.each(['closed', 'voided', 'rejected'])('takes a ticket off the map when it is %s', (state) => {
    const board = new Board();
    board.replace(all, 0);
    board.takeTicket(event({ state }));
    expect(board.tickets.size).toBe(0);
  });
  it('waits with a ticket that has no place', () => {
    const board = new Board();
    board.takeTicket({ ...event({ no: 'C' }), lng: null as unknown as number });
    expect(board.tickets.has('C')).toBe(false);
  });
  it('moves known crews only: an unknown one may not be this user’s to see', () => {
    const board = new Board();
    board.replace(all, 0);
    board.takeCrews({ at: '', crews: [{ id: 1, lng: 120.001, lat: 30, state: 'en_route', ticket: 'A' }, { id: 2, lng: 121, lat: 30, state: 'idle', ticket: null }] }, 1000);
    expect(board.crewFeatures(5000).features).toHaveLength(1);
    expect(board.crews.get('1')).toMatchObject({ name: '一组', state: 'en_route' });
  });
});

describe('one stream, many listeners', () => {
  it('tells each of them until it stops listening', () => {
    const bus = new Bus();
    const heard: unknown[] = [];
    const off = bus.on('ticket', (x) => heard.push(x));
    bus.handlers(['ticket', 'crew'])['ticket']?.(1);
    off();
    bus.tell('ticket', 2);
    expect(heard).toEqual([1]);
  });
});

describe('at most every', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });
  it('runs at once, then once for all the calls in between', () => {
    const run = vi.fn();
    const soon = atMostEvery(1000, run);
    soon(); soon(); soon();
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5000);
    expect(run).toHaveBeenCalledTimes(2);
    soon();
    expect(run).toHaveBeenCalledTimes(3);
  });
});

describe('the chart of the day', () => {
  it('shows no value, not zero, for hours to come', () => {
    const option = hourChart([{ hour: 0, received: 3, closed: 1 }, { hour: 2, received: 5, closed: 2 }], ['a', 'b']);
    const [received, closed] = (option as { series: { data: (number | null)[] }[] }).series;
    expect(received?.data.slice(0, 4)).toEqual([3, 0, 5, 0]);
    expect(closed?.data.slice(0, 4)).toEqual([1, 0, 2, null]);
  });
});
