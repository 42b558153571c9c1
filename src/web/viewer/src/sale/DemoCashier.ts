import { RoomClient, type Claim, type CommandAnswer, type TokenSource } from '@orleans-crosslive/client';

/**
 * Stands in for a payment service, where nothing is sold for money: says as an operator that a claim was paid. Only a payment service, and the page of an
 * operator, may say so; a guest of a development server has the server's development token for it.
 */
export class DemoCashier {
  readonly #url: string;
  readonly #room: string;
  readonly #token: TokenSource;

  constructor(url: string, room: string, token: TokenSource) {
    this.#url = url;
    this.#room = room;
    this.#token = token;
  }

  /** Pays what the claim costs, in time or late. The same claim again is the same payment. */
  async pay(saleId: string, claim: Claim): Promise<CommandAnswer> {
    const cashier = new RoomClient({ url: this.#url, room: this.#room, token: this.#token });
    try {
      await cashier.connect();
      return await payAsOperator(cashier, saleId, claim);
    } finally {
      await cashier.close();
    }
  }
}

/** The same by an operator's own connection. */
export function payAsOperator(client: RoomClient, saleId: string, claim: Claim): Promise<CommandAnswer> {
  return client.sales.claimPay(saleId, claim.number, `demo-${claim.number}`, claim.amount!);
}
