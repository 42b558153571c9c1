/** Where an event stands in its room. Sequences start at 1 and are contiguous for the room's whole life, across epochs; (0, 0) is before the first event. */
export interface Position {
  /** The epoch of the writer that sequenced the event; it goes up when the room moves to another process. */
  readonly epoch: number;
  readonly sequence: number;
}

/** Before the first event. */
export const START: Position = { epoch: 0, sequence: 0 };
