import { describe, expect, it, vi } from 'vitest';
import { connect, ways } from './printer';

const radio = (properties: { write: boolean; writeWithoutResponse: boolean } | null) => {
  const got: number[][] = [];
  const take = (b: BufferSource): Promise<void> => { got.push([...(b as Uint8Array)]); return Promise.resolve(); };
  const characteristics = properties === null ? [] : [{ properties, writeValueWithResponse: take, writeValueWithoutResponse: take }];
  return { got, bluetooth: { requestDevice: () => Promise.resolve({ name: 'PT-80', gatt: { connect: () => Promise.resolve({ getPrimaryServices: () => Promise.resolve([{ getCharacteristics: () => Promise.resolve(characteristics) }]) }) } }) } };
};

describe('printers', () => {
  it('offers what this browser has, and the system always', () => {
    expect(ways({})).toEqual(['system']);
    expect(ways({ bluetooth: radio(null).bluetooth })).toEqual(['bluetooth', 'system']);
  });
  it.each([{ write: true, writeWithoutResponse: false }, { write: false, writeWithoutResponse: true }])('sends every byte in order, in parts that small printers take (%o)', async (properties) => {
    const { got, bluetooth } = radio(properties);
    const bytes = Uint8Array.from({ length: 500 }, (_, i) => i % 256);
    const printer = await connect('bluetooth', { bluetooth });
    await printer.send(bytes);
    expect(printer.name).toBe('PT-80');
    expect(got.map((p) => p.length)).toEqual([180, 180, 140]);
    expect(got.flat()).toEqual([...bytes]);
  });
  it('says so when a device takes nothing', async () => expect(connect('bluetooth', { bluetooth: radio({ write: false, writeWithoutResponse: false }).bluetooth })).rejects.toThrow('takes nothing'));
  it('writes to a cable and lets the writer go, so that the next slip can be printed', async () => {
    const got: number[] = [];
    const writable = new WritableStream<Uint8Array>({ write: (part) => void got.push(...part) });
    const open = vi.fn(() => Promise.resolve());
    const printer = await connect('serial', { serial: { requestPort: () => Promise.resolve({ open, writable, close: () => Promise.resolve() }) } });
    await printer.send(Uint8Array.of(1, 2));
    await printer.send(Uint8Array.of(3));
    expect(got).toEqual([1, 2, 3]);
    expect(open).toHaveBeenCalledWith({ baudRate: 9600 });
  });
});
