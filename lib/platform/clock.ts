/** Where the time comes from: passed to whatever needs it, so that tests decide what time it is. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
