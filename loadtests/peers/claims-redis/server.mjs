// What a person would write first for a flash sale: Socket.IO, and Redis with one Lua script that checks and decrements. No idempotency keys, no time to pay,
// no queue: less than our server does, so it costs less.
import { createServer } from 'node:http';
import Redis from 'ioredis';
import { Server } from 'socket.io';

const [port, redisPort, stock, limit] = process.argv.slice(2).map(Number);
// Pipelines what comes within one turn of the event loop into one write: the fastest way that ioredis has.
const redis = new Redis({ host: '127.0.0.1', port: redisPort, enableAutoPipelining: true });
redis.defineCommand('claim', {
  numberOfKeys: 3,
  lua: `
    local quantity = tonumber(ARGV[2])
    local left = tonumber(redis.call('GET', KEYS[1]))
    if left < quantity then return -1 end
    local has = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
    if has + quantity > tonumber(ARGV[3]) then return -2 end
    redis.call('DECRBY', KEYS[1], quantity)
    redis.call('HINCRBY', KEYS[2], ARGV[1], quantity)
    return redis.call('RPUSH', KEYS[3], ARGV[1])`,
});
await redis.set('stock', stock);

const http = createServer(async (request, response) => response.end(JSON.stringify({ stock: Number(await redis.get('stock')), granted: await redis.llen('orders') })));
const io = new Server(http, { transports: ['websocket'] });
let people = 0;
io.on('connection', (socket) => {
  const buyer = `buyer-${++people}`;
  socket.on('claim', async (claim, done) => {
    const number = await redis.claim('stock', 'buyers', 'orders', buyer, claim.q, limit);
    done(number > 0 ? { ok: true, no: number, st: 1 } : number === -1 ? { ok: true, st: 4 } : { ok: false, code: 'sale.limit' });
  });
});
http.listen(port, '127.0.0.1');
