/** What has a place on the Wall. */
interface Placed {
  readonly id: number;
}

/**
 * Where cards lie: one that is shown keeps its place for as long as it is shown, and a new one takes the first place that
 * is free. Only while nothing plays do the cards close up.
 */
export class CardPlaces {
  /** Ids by place; null: free. */
  #ids: readonly (number | null)[] = [];

  /**
   * @param shown what is to be shown, in the order in which new cards come
   * @param keepsPlaces false closes the gaps
   * @returns the cards by place; null: a free place between others
   */
  place<Card extends Placed>(shown: readonly Card[], keepsPlaces: boolean): readonly (Card | null)[] {
    const byId = new Map(shown.map((card) => [card.id, card]));
    const before = new Set(this.#ids);
    const fresh = shown.filter(({ id }) => !before.has(id)).map(({ id }) => id);
    const kept = this.#ids.map((id) => (id !== null && byId.has(id) ? id : null));
    let ids: (number | null)[];
    if (keepsPlaces) {
      ids = [...kept.map((id) => id ?? fresh.shift() ?? null), ...fresh];
      ids = ids.slice(0, ids.findLastIndex((id) => id !== null) + 1);
    } else {
      ids = [...kept.filter((id) => id !== null), ...fresh];
    }
    this.#ids = ids;
    return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)));
  }
}
