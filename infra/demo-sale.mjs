// A flash sale now and then, so that a newcomer sees one: node infra/demo-sale.mjs URL ROOM TOKEN (an operator's). Runs until it is ended.
import { RoomClient } from '../src/web/client/dist/index.js';

const [url, room, token] = process.argv.slice(2);
if (!token) {
  console.error('usage: node infra/demo-sale.mjs URL ROOM OPERATOR_TOKEN');
  process.exit(2);
}

/** From the announcement to the opening, ms: long enough to find the button. */
const AHEAD_MS = 45_000;
/** How long it stays open, and from its end to the next announcement, ms. */
const OPEN_MS = 180_000;
const PAUSE_MS = 30_000;
const CLOCK_PAUSE_MS = 100;

const GOODS = [
  { productId: 'lantern', title: 'Paper lantern · 手工纸灯笼', prices: [{ minorUnits: 1_290, currency: 'USD' }, { minorUnits: 8_900, currency: 'CNY' }, { minorUnits: 1_190, currency: 'EUR' }] },
  { productId: 'teapot', title: 'Hand-thrown teapot · 手作茶壶', prices: [{ minorUnits: 2_790, currency: 'USD' }, { minorUnits: 19_900, currency: 'CNY' }, { minorUnits: 2_590, currency: 'EUR' }] },
];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const client = new RoomClient({ url, room, token });
await client.connect();
for (let round = 0; ; round++) {
  while (client.serverNow() === undefined) {
    await pause(CLOCK_PAUSE_MS);
  }

  const opensAtMs = Math.round(client.serverNow()) + AHEAD_MS;
  const goods = GOODS[round % GOODS.length];
  const id = `demo-${opensAtMs}`;
  const planned = await client.sales.schedule({ ...goods, id, stock: 5, opensAtMs, closesAtMs: opensAtMs + OPEN_MS, payWithinMs: 60_000 });
  const armed = planned.ok ? await client.sales.arm(id) : planned;
  if (!armed.ok) {
    console.error(`The demo's flash sale could not be planned: ${armed.code} ${armed.detail ?? ''}`);
  }

  await pause(AHEAD_MS + OPEN_MS + PAUSE_MS);
}
