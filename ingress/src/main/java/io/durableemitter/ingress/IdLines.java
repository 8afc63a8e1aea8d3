package io.durableemitter.ingress;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/** One id per line, as often as it came, in pieces of about a size. */
final class IdLines implements Iterator<byte[]> {

  private final Iterator<Map.Entry<String, Integer>> ids;
  private final int size;
  private String id = "";
  private int times;

  IdLines(Iterator<Map.Entry<String, Integer>> ids, int size) {
    this.ids = ids;
    this.size = size;
  }

  @Override
  public boolean hasNext() {
    return times > 0 || ids.hasNext();
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    StringBuilder lines = new StringBuilder(size);
    while (lines.length() < size && hasNext()) {
      if (times == 0) {
        Map.Entry<String, Integer> next = ids.next();
        id = next.getKey();
        times = next.getValue();
      }
      lines.append(id).append('\n');
      times--;
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
