import { isMessage, type ConnectionState, type RoomClient, type RoomEvent, type RoomState } from '@orleans-crosslive/client';
import { ChatList } from './chat/ChatList';
import { slowModeText } from './chat/chatRow';
import { Composer } from './chat/Composer';
import { Digest } from './chat/Digest';
import { Notice, refusalText } from './chat/Notice';
import { PinnedBar } from './chat/PinnedBar';
import { DanmakuOverlay } from './danmaku/DanmakuOverlay';
import { ClipApi } from './clips/ClipApi';
import { ClipPanel } from './clips/ClipPanel';
import { byId } from './dom';
import { GiftBanners } from './gifts/GiftBanners';
import { GiftTray } from './gifts/GiftTray';
import { TopGiversList } from './gifts/TopGiversList';
import { ConnectionChip } from './header/ConnectionChip';
import { ViewerCounts } from './header/ViewerCounts';
import { isMessageKey, type Locale } from './i18n/Locale';
import { FloatingHearts } from './likes/FloatingHearts';
import { LikeButton } from './likes/LikeButton';
import { RedPacketCard } from './packets/RedPacketCard';
import { RecordingsPanel } from './recordings/RecordingsPanel';
import type { DemoCashier } from './sale/DemoCashier';
import { SaleShelf } from './sale/SaleShelf';
import { ShareButton } from './ShareButton';
import { AnnouncementBanner } from './stage/AnnouncementBanner';
import { StageStatus } from './stage/StageStatus';
import { askPreviewAddresses } from './stream/askPreviewAddresses';
import { askWith, DestinationsPanel } from './stream/DestinationsPanel';
import { PictureBar } from './stream/PictureBar';
import { playFlv } from './stream/playFlv';
import { playHls } from './stream/playHls';
import { playWhatWorks } from './stream/playWhatWorks';
import { StreamPreview } from './stream/StreamPreview';

/** The role of those who see the preview. */
const OPERATOR = 2;

/** Puts the page's parts together and gives each what concerns it. */
export class RoomPage {
  readonly #client: RoomClient;
  readonly #locale: Locale;
  readonly #notice: Notice;
  readonly #chat: ChatList;
  readonly #digest: Digest;
  readonly #pinned: PinnedBar;
  readonly #danmaku: DanmakuOverlay;
  readonly #banners: GiftBanners;
  readonly #likes: LikeButton;
  readonly #viewers: ViewerCounts;
  readonly #chip: ConnectionChip;
  readonly #status: StageStatus;
  readonly #announcement: AnnouncementBanner;
  readonly #packet: RedPacketCard;
  readonly #topGivers: TopGiversList;
  readonly #sales: SaleShelf;
  readonly #preview: StreamPreview | undefined;
  readonly #clips: ClipPanel | undefined;
  readonly #recordings: RecordingsPanel | undefined;
  readonly #destinations: DestinationsPanel | undefined;

  /**
   * @param token The one in the page's address: what an operator asks the server's HTTP interface with.
   * @param cashier Where a guest of a development server pays; operators do by themselves.
   */
  constructor(client: RoomClient, room: string, locale: Locale, token: string | undefined, cashier: DemoCashier | undefined) {
    this.#client = client;
    this.#locale = locale;
    this.#notice = new Notice(byId('notice'), locale);
    this.#chat = new ChatList(byId('messages'), byId('new-messages'), locale, (event) => this.#isMine(event));
    this.#digest = new Digest(byId('digest'), locale);
    this.#pinned = new PinnedBar(byId('pinned'), locale);
    this.#danmaku = new DanmakuOverlay(byId('danmaku'));
    this.#banners = new GiftBanners(byId('gift-banners'), locale);
    const hearts = new FloatingHearts(byId('hearts'));
    this.#likes = new LikeButton(byId('like'), byId('like-total'), client, hearts, this.#notice, locale);
    this.#viewers = new ViewerCounts(byId('viewer-counts'), locale);
    this.#chip = new ConnectionChip(byId('connection'), locale);
    this.#announcement = new AnnouncementBanner(byId('announcement'));
    this.#status = new StageStatus(
      { title: byId('room-title'), status: byId('room-status'), stageTitle: byId('stage-title'), stageHint: byId('stage-hint') }, room, locale);
    this.#packet = new RedPacketCard(byId('red-packet'), client, this.#notice, locale);
    this.#topGivers = new TopGiversList(byId('top-givers'), locale);
    this.#sales = new SaleShelf(byId('sales'), room, client, this.#notice, this.#digest, locale, token, cashier);
    const picture = byId<HTMLVideoElement>('host-picture');
    new PictureBar(picture, locale);
    this.#preview = token === undefined ? undefined : new StreamPreview(picture, () => askPreviewAddresses(room, token), playWhatWorks(playFlv, playHls));
    this.#clips = token === undefined ? undefined : new ClipPanel(byId('clips'), new ClipApi(room, token), this.#notice, locale);
    this.#recordings = token === undefined ? undefined : new RecordingsPanel(byId('recordings'), new ClipApi(room, token), this.#notice, locale);
    this.#destinations = token === undefined ? undefined : new DestinationsPanel(byId('destinations'), room, askWith(token), locale);
    new Composer(byId('composer'), byId('chat-input'), client, this.#notice, locale);
    new GiftTray(byId('gift-tray'), byId('gift'), client, this.#notice, locale);
    new ShareButton(byId('share'), room, client, this.#notice, locale);
    this.#wireDanmakuToggle(byId('danmaku-toggle'));
  }

  showConnection(state: ConnectionState): void {
    this.#chip.show(state);
    if (state.phase === 'ended') {
      const key = `ended.${state.code}`;
      this.#notice.say(isMessageKey(key) ? this.#locale.text(key) : this.#locale.text('ended.other', { code: state.code }), 'warning', true);
    } else if (state.phase === 'waiting' && isMessageKey(state.reason)) {
      this.#notice.say(refusalText(state.reason, undefined, this.#locale), 'info');
    }
  }

  /** Starts from a snapshot: nothing that was shown before counts. */
  restart(state: RoomState): void {
    this.#danmaku.clear();
    this.#chat.restart(state.recent);
  }

  showState(state: RoomState): void {
    this.#status.show(state);
    this.#pinned.show(state.pin);
    this.#sales.show(state);
    this.#preview?.show(this.#client.me?.role === OPERATOR ? state.stream : undefined);
    this.#clips?.show(this.#client.me?.role === OPERATOR);
    this.#recordings?.show(this.#client.me?.role === OPERATOR);
    this.#destinations?.show(this.#client.me?.role === OPERATOR);
    this.#likes.show(state.totalLikes);
    this.#viewers.show(state.viewers, state.totalViewers);
    this.#topGivers.show(state.topGivers);
    this.#packet.show(state.redPackets);
  }

  apply(events: readonly RoomEvent[]): void {
    this.#chat.add(events);
    this.#digest.messages(events.filter(isMessage).length);
    events.forEach((event) => this.#applyOne(event));
  }

  #applyOne(event: RoomEvent): void {
    switch (event.kind) {
      case 'chat':
        this.#danmaku.show(event, this.#isMine(event));
        break;
      case 'gift':
        this.#banners.show(event);
        this.#danmaku.show(event, this.#isMine(event));
        break;
      case 'grab':
      case 'packet-over':
        this.#packet.apply(event, this.#isMine(event));
        break;
      case 'announce':
        this.#announcement.show(event.text);
        this.#digest.announce(`${this.#locale.text('announcement')}: ${event.text}`);
        break;
      case 'delete':
        this.#chat.remove(event.messageSequence);
        this.#danmaku.remove(event.messageSequence);
        break;
      case 'slow':
        this.#notice.say(slowModeText(event.intervalMs, this.#locale));
        break;
      case 'mute':
      case 'unmute':
        this.#showMute(event.kind, event.targetPlatform, event.targetId);
        break;
      default:
        break;
    }
  }

  #showMute(kind: 'mute' | 'unmute', platform: string, id: string): void {
    const me = this.#client.me;
    if (me?.platform === platform && me.id === id) {
      this.#notice.say(this.#locale.text(kind === 'mute' ? 'youAreMuted' : 'youAreUnmuted'), kind === 'mute' ? 'warning' : 'info');
    }
  }

  #isMine(event: RoomEvent): boolean {
    const me = this.#client.me;
    return me !== undefined && event.actor?.platform === me.platform && event.actor.id === me.id;
  }

  #wireDanmakuToggle(button: HTMLElement): void {
    button.addEventListener('click', () => {
      this.#danmaku.on = !this.#danmaku.on;
      button.setAttribute('aria-pressed', String(this.#danmaku.on));
    });
  }
}
