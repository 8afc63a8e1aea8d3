package io.durableemitter.chipingress;

import io.durableemitter.api.EventHeader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers the events of each stream, that is of each (source, type), from 1. Sources and types come
 * from callers, so the number of streams is bounded: the one not used for longest is forgotten and
 * begins at 1 again. Used by the sending worker only.
 */
final class SeqNums {

  private record Stream(String source, String type) {}

  private final Map<Stream, long[]> last;

  SeqNums(int maxStreams) {
    last =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Stream, long[]> eldest) {
            return size() > maxStreams;
          }
        };
  }

  long next(EventHeader header) {
    return ++last.computeIfAbsent(new Stream(header.source(), header.type()), k -> new long[1])[0];
  }
}
