/**
 * A state machine as one table: verb → the states it leaves from and the state it leads to.
 * Server, worker and every button read the same table; nobody compares states inline.
 */
export type Transitions<State extends string, Move extends string> = Readonly<
  Record<Move, { readonly from: readonly State[]; readonly to: State }>
>;

export function canMove<State extends string, Move extends string>(
  table: Transitions<State, Move>,
  state: State,
  move: Move,
): boolean {
  return table[move].from.includes(state);
}
