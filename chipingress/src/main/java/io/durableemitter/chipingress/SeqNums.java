package io.durableemitter.chipingress;

import io.durableemitter.api.EventHeader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers the events of each stream, that is of each (source, type), from 1. Sources and types come
 * from callers, so what is remembered is bounded, by streams and by characters: the stream not used
 * for longest is forgotten, and begins at 1 again as it would after a restart. Safe for concurrent
 * use.
 */
final class SeqNums {

  private final int maxStreams;
  private final long maxChars;
  // guarded by this
  private final Map<Stream, Last> streams = new LinkedHashMap<>(16, 0.75f, true);
  private long chars;

  SeqNums(int maxStreams, long maxChars) {
    this.maxStreams = maxStreams;
    this.maxChars = maxChars;
  }

  synchronized long next(EventHeader header) {
    Stream stream = new Stream(header.source(), header.type());
    Last last = streams.get(stream);
    if (last == null) {
      last = new Last();
      streams.put(stream, last);
      chars += stream.chars();
      forgetOldest();
    }
    last.number++;
    return last.number;
  }

  // the newest, which is being numbered, is the last in this order and stays
  private void forgetOldest() {
    Iterator<Stream> oldestFirst = streams.keySet().iterator();
    while (streams.size() > 1 && (streams.size() > maxStreams || chars > maxChars)) {
      chars -= oldestFirst.next().chars();
      oldestFirst.remove();
    }
  }

  private record Stream(String source, String type) {
    long chars() {
      return (long) source.length() + type.length();
    }
  }

  private static final class Last {
    private long number;
  }
}
