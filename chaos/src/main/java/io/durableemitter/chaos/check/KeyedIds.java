package io.durableemitter.chaos.check;

/**
 * The ids of callers whose events have ordering keys. Each caller has keys of its own, which it
 * goes through in turns, so that the order of its emits is the order of their commits; the callers
 * of a host that was started again go on with the keys of those before them.
 *
 * @param keys of each caller
 */
public record KeyedIds(int keys) {

  /** What tells the place of an event among those of its key. */
  record Place(String key, int incarnation, int number) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
      int lives = Integer.compare(incarnation, other.incarnation);
      return lives == 0 ? Integer.compare(number, other.number) : lives;
    }
  }

  /** The key of the event of an id, such as {@code host0.2-1-17}. */
  public String key(String id) {
    return place(id).key();
  }

  Place place(String id) {
    int last = id.lastIndexOf('-');
    int dot = id.indexOf('.');
    int first = id.indexOf('-', dot);
    if (dot < 0 || first < 0 || last <= first) {
      throw new IllegalArgumentException(
          "an id is host.incarnation-caller-number, but is '" + id + "'");
    }
    int number = Integer.parseInt(id.substring(last + 1));
    return new Place(
        id.substring(0, dot) + "/" + id.substring(first + 1, last) + "/" + number % keys,
        Integer.parseInt(id.substring(dot + 1, first)),
        number);
  }
}
