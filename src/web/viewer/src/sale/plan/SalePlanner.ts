import type { RoomClient, SaleTerms } from '@orleans-crosslive/client';
import { refusalText, type Notice } from '../../chat/Notice';
import { create } from '../../dom';
import type { Locale } from '../../i18n/Locale';
import type { MessageKey } from '../../i18n/messages';
import { icon } from '../../icons';
import { platformName } from '../../platformBadge';
import { MAX_BUCKETS, MAX_PRICES, MAX_PRODUCT_LENGTH, MAX_TITLE_LENGTH, planTerms, type PlanEntries, type PlanProblem } from './planTerms';

/** Currencies that can be chosen, those of the largest live markets first. */
const CURRENCIES = 'USD CNY EUR JPY GBP KRW HKD TWD SGD AUD CAD MYR THB VND PHP IDR INR BRL MXN CHF AED SAR KWD'.split(' ');

/** Where buyers can come from, where the server's own list is not there. */
const KNOWN_PLATFORMS = ['web', 'twitch', 'youtube', 'tiktok', 'douyin', 'bilibili'];

const OPENS_IN_MS = 600_000;
const MINUTE_MS = 60_000;

/** A row of two fields that can be taken out again: a price, or pieces of one platform. */
interface Row {
  readonly element: HTMLElement;
  readonly choice: HTMLSelectElement;
  readonly amount: HTMLInputElement;
}

/** The form that plans a flash sale, for operators: what is sold, for how much in each currency, to whom and when. */
export class SalePlanner {
  /** Opens the form. */
  readonly button = create('button', 'sale-plan-button');
  readonly #dialog = create('dialog', 'sale-plan');
  readonly #client: RoomClient;
  readonly #notice: Notice;
  readonly #locale: Locale;
  readonly #inputs = new Map<keyof PlanEntries, HTMLInputElement>();
  readonly #errors = new Map<keyof PlanEntries, HTMLElement>();
  readonly #prices = create('div', 'plan-rows');
  readonly #buckets = create('div', 'plan-rows');
  readonly #arm = create('input', '');
  readonly #refused = create('p', 'plan-error plan-refused');
  readonly #do = create('button', 'plan-do');
  #priceRows: Row[] = [];
  #bucketRows: Row[] = [];
  #isSending = false;
  #hasComplained = false;

  constructor(client: RoomClient, notice: Notice, locale: Locale) {
    this.#client = client;
    this.#notice = notice;
    this.#locale = locale;
    this.button.type = 'button';
    this.button.setAttribute('aria-haspopup', 'dialog');
    this.button.addEventListener('click', () => this.#open());
    this.#dialog.setAttribute('aria-labelledby', 'plan-title');
    document.body.append(this.#dialog);
    locale.onChange(() => {
      this.button.textContent = locale.text('plan');
      // What was filled in is in the form's own language no more; it is begun anew.
      this.#dialog.close();
      this.#dialog.replaceChildren();
    });
  }

  #open(): void {
    // What was begun is still there after the form was closed by mistake.
    if (this.#dialog.childElementCount === 0) {
      this.#build();
    }

    const opens = this.#inputs.get('opens')!;
    if (opens.value === '' || new Date(opens.value).getTime() <= Date.now()) {
      opens.value = localMinute(Date.now() + OPENS_IN_MS);
    }

    this.#dialog.showModal();
    this.#inputs.get('title')!.focus();
  }

  #build(): void {
    const text = (key: MessageKey): string => this.#locale.text(key);
    const close = create('button', 'icon-button', icon('close'));
    close.type = 'button';
    close.setAttribute('aria-label', text('close'));
    close.addEventListener('click', () => this.#dialog.close());
    const title = create('h2', '', text('plan'));
    title.id = 'plan-title';
    this.#prices.replaceChildren();
    this.#buckets.replaceChildren();
    [this.#priceRows, this.#bucketRows] = [[], []];
    this.#arm.type = 'checkbox';
    this.#arm.checked = true;
    this.#do.type = 'submit';
    this.#do.textContent = text('planDo');
    this.#refused.hidden = true;
    this.#refused.setAttribute('role', 'alert');
    const form = create('form', 'plan-form',
      create('div', 'plan-head', title, close),
      create('div', 'plan-body',
        this.#field('title', 'planName', { maxLength: MAX_TITLE_LENGTH, placeholder: text('planNameExample') }, 'plan-wide'),
        this.#field('product', 'planProduct', { maxLength: MAX_PRODUCT_LENGTH, placeholder: 'teapot-01' }, 'plan-wide'),
        this.#rows('prices', 'planPrices', 'planPricesHint', this.#prices, 'planAddPrice', () => this.#addPrice()),
        this.#field('stock', 'planStock', { inputMode: 'numeric', placeholder: '100' }),
        this.#field('limit', 'planLimit', { inputMode: 'numeric', value: '1' }),
        this.#field('opens', 'planOpens', { type: 'datetime-local' }, 'plan-wide'),
        this.#field('lasts', 'planLasts', { inputMode: 'decimal', placeholder: text('planLastsExample') }),
        this.#field('pay', 'planPay', { inputMode: 'decimal', value: '5' }),
        this.#rows('buckets', 'planBuckets', 'planBucketsHint', this.#buckets, 'planAddBucket', () => this.#addBucket())),
      create('div', 'plan-foot', this.#refused,
        create('label', 'plan-arm', this.#arm, create('span', '', text('planArm'), create('small', '', text('planArmHint')))), this.#do));
    form.noValidate = true;
    form.addEventListener('submit', (submit) => {
      submit.preventDefault();
      void this.#submit();
    });
    // What was complained of is looked at again while it is mended; nothing new is complained of before the next try.
    form.addEventListener('input', () => this.#hasComplained && this.#show(this.#check().problems));
    this.#hasComplained = false;
    this.#dialog.replaceChildren(form);
    this.#addPrice();
    // One price there has to be.
    this.#priceRows[0]!.element.querySelector('button')!.dataset['only'] = '';
  }

  #field(name: keyof PlanEntries, label: MessageKey, values: Partial<HTMLInputElement>, className = ''): HTMLElement {
    const input = Object.assign(create('input', ''), { type: 'text', autocomplete: 'off', ...values });
    const error = this.#error(name);
    input.setAttribute('aria-describedby', error.id);
    this.#inputs.set(name, input);
    return create('div', `plan-field ${className}`, create('label', '', create('span', 'plan-label', this.#locale.text(label)), input), error);
  }

  #rows(name: keyof PlanEntries, label: MessageKey, hint: MessageKey, rows: HTMLElement, addLabel: MessageKey, add: () => void): HTMLElement {
    const more = create('button', 'plan-add', this.#locale.text(addLabel));
    more.type = 'button';
    more.addEventListener('click', () => add());
    return create('fieldset', 'plan-field plan-wide',
      create('legend', 'plan-label', this.#locale.text(label)), create('p', 'plan-hint', this.#locale.text(hint)), rows, this.#error(name), more);
  }

  #error(name: keyof PlanEntries): HTMLElement {
    const error = create('p', 'plan-error');
    error.id = `plan-error-${name}`;
    error.hidden = true;
    this.#errors.set(name, error);
    return error;
  }

  #addPrice(): void {
    if (this.#priceRows.length < MAX_PRICES) {
      const taken = this.#priceRows.map((row) => row.choice.value);
      const row = this.#row(CURRENCIES.map((code) => [code, code]), 'planCurrency', 'planAmount', '19.90', () => (this.#priceRows = this.#priceRows.filter((other) => other !== row)));
      row.choice.value = CURRENCIES.find((code) => !taken.includes(code)) ?? CURRENCIES[0]!;
      this.#priceRows.push(row);
      this.#prices.append(row.element);
    }
  }

  #addBucket(): void {
    if (this.#bucketRows.length < MAX_BUCKETS) {
      const taken = this.#bucketRows.map((row) => row.choice.value);
      const names = this.#platforms();
      const row = this.#row(names.map((name) => [name, platformName(name)]), 'planPlatform', 'planStock', '10', () => (this.#bucketRows = this.#bucketRows.filter((other) => other !== row)));
      row.choice.value = names.find((name) => !taken.includes(name)) ?? names[0]!;
      this.#bucketRows.push(row);
      this.#buckets.append(row.element);
      row.amount.focus();
    }
  }

  /** Platforms that somebody watches from come first. */
  #platforms(): readonly string[] {
    return [...new Set([...this.#client.state.viewers.keys(), ...KNOWN_PLATFORMS])];
  }

  #row(choices: readonly (readonly [string, string])[], choiceLabel: MessageKey, amountLabel: MessageKey, example: string, onRemove: () => void): Row {
    const choice = create('select', '', ...choices.map(([value, name]) => Object.assign(create('option', '', name), { value })));
    choice.setAttribute('aria-label', this.#locale.text(choiceLabel));
    const amount = Object.assign(create('input', ''), { type: 'text', inputMode: 'decimal', autocomplete: 'off', placeholder: example });
    amount.setAttribute('aria-label', this.#locale.text(amountLabel));
    const remove = create('button', 'icon-button', icon('close'));
    remove.type = 'button';
    const element = create('div', 'plan-row', choice, amount, remove);
    const name = (): void => remove.setAttribute('aria-label', this.#locale.text('planRemove', { what: choice.selectedOptions[0]?.textContent ?? '' }));
    choice.addEventListener('change', name);
    queueMicrotask(name);
    remove.addEventListener('click', () => {
      onRemove();
      element.remove();
    });
    return { element, choice, amount };
  }

  #check(): { readonly terms?: SaleTerms; readonly problems: readonly PlanProblem[] } {
    const nowMs = this.#client.serverNow() ?? Date.now();
    const value = (name: keyof PlanEntries): string => this.#inputs.get(name)!.value;
    const terms = planTerms({
      title: value('title'), product: value('product'), stock: value('stock'), limit: value('limit'), opens: value('opens'), lasts: value('lasts'), pay: value('pay'),
      prices: this.#priceRows.map((row) => ({ currency: row.choice.value, amount: row.amount.value })),
      buckets: this.#bucketRows.map((row) => ({ platform: row.choice.value, pieces: row.amount.value })),
    }, newId(), nowMs);
    return 'length' in terms ? { problems: terms } : { terms, problems: [] };
  }

  async #submit(): Promise<void> {
    const { terms, problems } = this.#check();
    this.#show(problems);
    this.#hasComplained = problems.length > 0;
    this.#dialog.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    if (terms === undefined || this.#isSending) {
      return;
    }

    this.#isSending = this.#do.disabled = true;
    try {
      const planned = await this.#client.sales.schedule(terms);
      const answer = planned.ok && this.#arm.checked ? await this.#client.sales.arm(terms.id) : planned;
      if (!planned.ok) {
        this.#refuse(refusalText(planned.code, planned.retryInMs, this.#locale));
        return;
      }

      this.#dialog.close();
      this.#dialog.replaceChildren();
      // It is planned all the same: its card has what can be done next.
      this.#notice.say(answer.ok ? this.#locale.text('planned') : refusalText(answer.code, answer.retryInMs, this.#locale), answer.ok ? 'info' : 'warning');
    } catch {
      this.#refuse(this.#locale.text('unanswered'));
    } finally {
      this.#isSending = this.#do.disabled = false;
    }
  }

  #refuse(why: string): void {
    this.#refused.textContent = why;
    this.#refused.hidden = false;
  }

  #show(problems: readonly PlanProblem[]): void {
    this.#refused.hidden = true;
    for (const [name, element] of this.#errors) {
      const mine = problems.filter((problem) => problem.field === name);
      element.textContent = mine.map((problem) => this.#sentence(problem)).join(' ');
      element.hidden = mine.length === 0;
      this.#inputs.get(name)?.setAttribute('aria-invalid', String(mine.length > 0));
    }

    this.#priceRows.forEach((row, index) => row.amount.setAttribute('aria-invalid', String(problems.some((problem) => problem.field === 'prices' && problem.row === index))));
    this.#bucketRows.forEach((row, index) => row.amount.setAttribute('aria-invalid', String(problems.some((problem) => problem.field === 'buckets' && problem.row === index))));
  }

  #sentence({ message, values }: PlanProblem): string {
    const number = new Intl.NumberFormat(this.#locale.tag);
    return this.#locale.text(message, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? number.format(value) : value])));
  }
}

/** The minute that the moment is in, as `datetime-local` has it. */
function localMinute(unixMs: number): string {
  const at = new Date(Math.ceil(unixMs / MINUTE_MS) * MINUTE_MS);
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

function newId(): string {
  return `sale-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
