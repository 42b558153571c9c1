import '../styles/base.css';
import '../styles/top.css';
import '../styles/stage.css';
import '../styles/chat.css';
import '../styles/badges.css';
import '../styles/gifts.css';
import '../styles/replay.css';
import { ChatList } from '../chat/ChatList';
import { byId } from '../dom';
import { chooseLanguage, Locale } from '../i18n/Locale';
import type { MessageKey } from '../i18n/messages';
import { translateStaticTexts } from '../i18n/translateStaticTexts';
import { playRecording } from './playRecording';
import { ReplayLines, type ReplayLine } from './ReplayLines';

/** `/replay.html?room=shop&recording=20261128T144433123Z#token=…`; the token is in the fragment, which is never sent or logged with the page. */
const query = new URLSearchParams(location.search);
const [room, recording] = [query.get('room') ?? '', query.get('recording') ?? ''];
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
const folder = `/replays/${encodeURIComponent(room)}/${encodeURIComponent(recording)}`;
const locale = new Locale(chooseLanguage(query.get('lang')));
translateStaticTexts(locale);
const video = byId<HTMLVideoElement>('show');
const chat = new ChatList(byId('messages'), byId<HTMLButtonElement>('new-messages'), locale, () => false);
let lines = new ReplayLines([]);
let began: number | undefined;
let problem: MessageKey | undefined;

function render(): void {
  const language = byId<HTMLButtonElement>('language');
  language.textContent = locale.text('language');
  language.setAttribute('aria-label', locale.text('languageLabel'));
  byId('room-status').textContent = began === undefined
    ? locale.text('replay')
    : locale.text('replayOf', { time: new Intl.DateTimeFormat(locale.tag, { dateStyle: 'long', timeStyle: 'short' }).format(began) });
  const words = byId('problem');
  words.hidden = problem === undefined;
  words.textContent = problem === undefined ? '' : locale.text(problem);
}

function say(what: MessageKey): void {
  problem = what;
  render();
}

function move(): void {
  const { restart, events } = lines.moveTo(video.currentTime * 1_000);
  if (restart) {
    chat.restart(events);
  } else {
    chat.add(events);
  }
}

async function begin(): Promise<void> {
  const answer = await fetch(`${folder}/chat`, { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) {
    say('replayNone');
    return;
  }

  const told = (await answer.json()) as { title: string | null; startUnixMs: number; whole: boolean; leftOut: number; lines: readonly ReplayLine[] };
  [began, lines] = [told.startUnixMs, new ReplayLines(told.lines)];
  byId('room-title').textContent = told.title ?? room;
  render();
  if (!told.whole || told.leftOut > 0) {
    say('replayChatPart');
  }

  await playRecording(video, `${folder}/show.m3u8?access_token=${encodeURIComponent(token)}`, () => say('replayNone'));
  move();
}

byId('room-title').textContent = room;
byId('language').addEventListener('click', () => locale.toggle());
locale.onChange(render);
video.addEventListener('timeupdate', move);
video.addEventListener('seeked', move);
begin().catch(() => say('unanswered'));
