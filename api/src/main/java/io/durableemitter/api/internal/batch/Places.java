package io.durableemitter.api.internal.batch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items in the order they came, each in a place that whoever brings it has made. Adding needs no
 * memory; removing makes its list before it removes anything. Not safe for concurrent use.
 */
final class Places<T> {

  /** Where an item waits. */
  static final class Place<T> {
    private final T item;
    private final long weight;
    private @Nullable Place<T> next;

    Place(T item, long weight) {
      this.item = item;
      this.weight = weight;
    }

    long weight() {
      return weight;
    }
  }

  private @Nullable Place<T> first;
  private @Nullable Place<T> last;
  private int size;
  private long weight;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  long weight() {
    return weight;
  }

  void add(Place<T> place) {
    if (last == null) {
      first = place;
    } else {
      last.next = place;
    }
    last = place;
    size++;
    weight += place.weight;
  }

  /** How many of the first stay within both bounds; of a heavier one at least that one. */
  int countUpTo(int most, long mostWeight) {
    int count = 0;
    long total = 0;
    for (Place<T> place = first; place != null && count < most; place = place.next) {
      if (count > 0 && place.weight > mostWeight - total) {
        break;
      }
      count++;
      total += place.weight;
    }
    return count;
  }

  /** Removes so many of the first. */
  List<T> remove(int count) {
    if (count == 0) {
      return List.of();
    }
    List<T> removed = new ArrayList<>(count);
    while (removed.size() < count && first != null) {
      Place<T> place = first;
      first = place.next;
      // an old place must not keep the young ones behind it from being collected
      place.next = null;
      size--;
      weight -= place.weight;
      removed.add(place.item);
    }
    if (first == null) {
      last = null;
    }
    return removed;
  }
}
