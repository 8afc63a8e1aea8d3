package io.durableemitter.benchmarks.speed.limit;

import io.durableemitter.benchmarks.Sample;
import io.durableemitter.benchmarks.speed.server.RawServer;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How many events a second gRPC carries in batches that are encoded already. */
public final class RawRpc {

  private static final int EVENTS = 500;
  private static final int IN_FLIGHT = 4;
  private static final int EVENTS_FIELD = 0x0a;

  private RawRpc() {}

  /** Events answered in a second. */
  public static double measure(int port, double seconds) throws InterruptedException {
    byte[] batch = batch();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      Semaphore room = new Semaphore(IN_FLIGHT);
      LongAdder answered = new LongAdder();
      long begin = System.nanoTime();
      long end = begin + (long) (seconds * 1e9);
      while (System.nanoTime() - end < 0) {
        room.acquire();
        ClientCalls.asyncUnaryCall(
            channel.newCall(RawServer.METHOD, CallOptions.DEFAULT),
            batch,
            new Counting(room, answered));
      }
      room.acquire(IN_FLIGHT);
      return answered.sum() * 1e9 / (System.nanoTime() - begin);
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  /** As protobuf writes a repeated message: its field, its length, its bytes. */
  private static byte[] batch() {
    byte[] event = Sample.payload().toByteArray();
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (int i = 0; i < EVENTS; i++) {
      batch.write(EVENTS_FIELD);
      batch.write((event.length & 0x7f) | 0x80);
      batch.write(event.length >>> 7);
      batch.write(event, 0, event.length);
    }
    return batch.toByteArray();
  }

  private record Counting(Semaphore room, LongAdder answered) implements StreamObserver<byte[]> {

    @Override
    public void onNext(byte[] answer) {
      answered.add(EVENTS);
    }

    @Override
    public void onError(Throwable error) {
      throw new IllegalStateException("a call without an emitter failed", error);
    }

    @Override
    public void onCompleted() {
      room.release();
    }
  }
}
