// What a person would write first with Socket.IO: its defaults, WebSocket only (the swarm speaks nothing else), one emit per event to a room.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const port = Number(process.argv[2]);
const http = createServer((request, response) => response.end('ready'));
const io = new Server(http, { transports: ['websocket'] });
let last = 0;

io.on('connection', (socket) => {
  socket.on('join', (room, done) => {
    socket.join(room);
    done();
  });
  socket.on('publish', (e) => io.to('load').emit('event', { t: e.t, s: ++last, a: Date.now(), p: e.p, i: e.i, n: e.n, m: e.m }));
});
http.listen(port, '127.0.0.1');
