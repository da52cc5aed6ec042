import type { CommandMap, LiveCrew, LiveTicket, MapCrew, MapTicket } from '@shared/api';
import { Tracks, collect, pointFeature } from '@shared/map';
import type { FeatureCollection } from 'geojson';

const GONE = new Set(['closed', 'evaluated', 'voided', 'rejected', 'not_filed', 'force_closed']);

/** What the map shows, kept outside React: positions change many times a second. */
export class Board {
  readonly tracks = new Tracks();
  readonly tickets = new Map<string, MapTicket>();
  readonly crews = new Map<string, MapCrew>();

  replace(all: CommandMap, now: number): void {
    this.tickets.clear();
    for (const ticket of all.tickets) this.tickets.set(ticket.no, ticket);
    this.crews.clear();
    for (const crew of all.crews) {
      this.crews.set(String(crew.id), crew);
      this.tracks.put(String(crew.id), crew, now);
    }
    this.tracks.keepOnly(new Set(this.crews.keys()));
  }

  takeTicket(event: LiveTicket): void {
    if (GONE.has(event.state)) return void this.tickets.delete(event.no);
    const old = this.tickets.get(event.no);
    if (typeof event.lng !== 'number' || typeof event.lat !== 'number') return;
    const cls = old?.class ?? /^\d\d/.exec(event.matter)?.[0] ?? '';
    this.tickets.set(event.no, { no: event.no, state: event.state, lamp: event.lamp, class: cls, matter: old?.matter ?? event.matter, lng: event.lng, lat: event.lat });
  }

  takeCrews(event: LiveCrew, now: number): void {
    for (const fix of event.crews) {
      const id = String(fix.id);
      const old = this.crews.get(id);
      if (old === undefined) continue; // not on this user's map: the next full reading brings it if it may be seen
      this.crews.set(id, { ...old, ...fix });
      this.tracks.put(id, fix, now);
    }
  }

  ticketFeatures(): FeatureCollection {
    return collect([...this.tickets.values()].map((t) => pointFeature(t, { no: t.no, icon: `ticket-${t.lamp}-${t.class}`, late: t.lamp === 'red' ? 1 : 0 })));
  }

  crewFeatures(now: number): FeatureCollection {
    return collect([...this.crews.values()].map((c) =>
      pointFeature(this.tracks.at(String(c.id), now) ?? c, { id: String(c.id), name: c.name, icon: `crew-${c.state}`, free: c.state === 'idle' ? 1 : 0 })));
  }
}
