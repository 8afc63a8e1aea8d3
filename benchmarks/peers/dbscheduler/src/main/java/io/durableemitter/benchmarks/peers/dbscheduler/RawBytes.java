package io.durableemitter.benchmarks.peers.dbscheduler;

import com.github.kagkarlsson.scheduler.serializer.Serializer;

/** Stores bytes as they are, where the default would serialize an object of Java. */
final class RawBytes implements Serializer {

  @Override
  public byte[] serialize(Object data) {
    return (byte[]) data;
  }

  @Override
  public <T> T deserialize(Class<T> type, byte[] data) {
    return type.cast(data);
  }
}
