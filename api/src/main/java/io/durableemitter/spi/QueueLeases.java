package io.durableemitter.spi;

import java.util.List;

/**
 * Who holds rows of a queue now. Immutable.
 *
 * @param owners those that hold rows, who holds most first
 * @param walked how many pending rows were looked at
 * @param estimated whether there are more rows than were looked at, so that owners may hold more,
 *     and others may hold some
 */
public record QueueLeases(List<OwnedLeases> owners, long walked, boolean estimated) {

  /**
   * Keeps a copy.
   *
   * @param owners those that hold rows
   * @param walked how many rows
   * @param estimated whether there are more
   */
  public QueueLeases {
    owners = List.copyOf(owners);
  }
}
