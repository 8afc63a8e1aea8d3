package io.durableemitter.chipingress;

import java.util.ArrayList;
import java.util.List;

/**
 * A batch cut into requests, in order. A single event may take a request that is larger than those
 * of several; what is too large even for that is set apart, so that it fails alone.
 *
 * @param requests events per request, each list with at least one
 * @param oversized events that fit no request
 */
record RequestSplitter(List<List<Message>> requests, List<Message> oversized) {

  /**
   * Cuts in one pass.
   *
   * @param target what the events of a request may take; a larger event gets one of its own
   * @param most the largest request
   */
  static RequestSplitter split(List<Message> batch, long target, long most) {
    List<List<Message>> requests = new ArrayList<>(1);
    List<Message> oversized = new ArrayList<>(0);
    List<Message> current = new ArrayList<>(batch.size());
    long bytes = 0;
    for (Message message : batch) {
      long size = message.wireSize();
      if (EncodedBatch.sizeAlone(message) > most) {
        oversized.add(message);
        continue;
      }
      if (!current.isEmpty() && bytes + size > target) {
        requests.add(current);
        current = new ArrayList<>();
        bytes = 0;
      }
      current.add(message);
      bytes += size;
    }
    if (!current.isEmpty()) {
      requests.add(current);
    }
    return new RequestSplitter(requests, oversized);
  }
}
