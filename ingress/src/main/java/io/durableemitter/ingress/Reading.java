package io.durableemitter.ingress;

import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;

/**
 * A request that is being read. What the budget has of it is guarded by the budget's lock, the rest
 * belongs to the event loop of its connection.
 */
final class Reading {

  final Http2Stream stream;
  final ConnectionGuard connection;
  // of the event loop
  boolean wide;
  long received;
  int frames;
  long lastProgressNanos = System.nanoTime();
  // of the budget; its event loop alone makes it whole
  volatile boolean whole;
  long charged;
  int withheld;
  boolean settled;
  boolean slow;
  // of the call
  volatile boolean inCall;

  Reading(Http2Stream stream, ConnectionGuard connection) {
    this.stream = stream;
    this.connection = connection;
  }
}
