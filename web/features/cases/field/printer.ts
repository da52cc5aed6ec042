import { escpos, rasterOf } from './escpos';

/** Something that takes bytes and prints them: a pocket printer by Bluetooth or by cable. */
export type Printer = { name: string; send: (bytes: Uint8Array) => Promise<void> };
export type Way = 'bluetooth' | 'serial' | 'system';

// The serial service of the common pocket printers, and of those that copy them.
const SERVICES = ['000018f0-0000-1000-8000-00805f9b34fb', '0000ff00-0000-1000-8000-00805f9b34fb', '49535343-fe7d-4ae5-8fa9-9fafd205e455'];
const CHUNK = 180; // bytes per write: below the smallest MTU that printers negotiate

type Characteristic = { properties: { write: boolean; writeWithoutResponse: boolean }; writeValueWithResponse: (b: BufferSource) => Promise<void>; writeValueWithoutResponse: (b: BufferSource) => Promise<void> };
type Service = { getCharacteristics: () => Promise<Characteristic[]> };
type BluetoothDevice = { name?: string; gatt: { connect: () => Promise<{ getPrimaryServices: () => Promise<Service[]> }> } };
type Radio = { requestDevice: (options: object) => Promise<BluetoothDevice> };
type Port = { open: (o: { baudRate: number }) => Promise<void>; writable: WritableStream<Uint8Array>; close: () => Promise<void> };
type Cable = { requestPort: () => Promise<Port> };
type Doors = { bluetooth?: Radio; serial?: Cable };

/** What this browser can print by, the pocket printer first. */
export const ways = (doors: Doors = navigator as unknown as Doors): Way[] =>
  [...(doors.bluetooth === undefined ? [] : ['bluetooth' as const]), ...(doors.serial === undefined ? [] : ['serial' as const]), 'system'];

export async function connect(way: 'bluetooth' | 'serial', doors: Doors = navigator as unknown as Doors): Promise<Printer> {
  if (way === 'serial') return byCable(await (doors.serial as Cable).requestPort());
  const device = await (doors.bluetooth as Radio).requestDevice({ filters: SERVICES.map((s) => ({ services: [s] })), optionalServices: SERVICES });
  const services = await (await device.gatt.connect()).getPrimaryServices();
  const found = (await Promise.all(services.map((s) => s.getCharacteristics()))).flat().find((c) => c.properties.write || c.properties.writeWithoutResponse);
  if (found === undefined) throw new Error('this device takes nothing to print');
  const write = (part: Uint8Array<ArrayBuffer>): Promise<void> => (found.properties.write ? found.writeValueWithResponse(part) : found.writeValueWithoutResponse(part));
  return {
    name: device.name ?? 'Bluetooth',
    send: async (bytes) => { for (let at = 0; at < bytes.length; at += CHUNK) await write(bytes.slice(at, at + CHUNK)); },
  };
}

async function byCable(port: Port): Promise<Printer> {
  await port.open({ baudRate: 9600 });
  return {
    name: 'USB',
    send: async (bytes) => {
      const writer = port.writable.getWriter();
      await writer.write(bytes);
      writer.releaseLock();
    },
  };
}

/** The picture goes to the printer as it stands. */
export async function print(canvas: HTMLCanvasElement, printer: Printer): Promise<void> {
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('this browser draws no canvas');
  await printer.send(escpos(rasterOf(pen.getImageData(0, 0, canvas.width, canvas.height))));
}
