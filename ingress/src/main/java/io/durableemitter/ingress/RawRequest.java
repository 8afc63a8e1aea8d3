package io.durableemitter.ingress;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * A request as it came, looked over but not parsed; or why it cannot be taken.
 *
 * @param <Q> what it is parsed to
 */
final class RawRequest<Q> {

  private final byte[] bytes;
  private final Parser<Q> parser;
  private final Status status;
  private final long parsedBytes;
  private final int events;

  private RawRequest(byte[] bytes, Parser<Q> parser, Status status, long parsedBytes, int events) {
    this.bytes = bytes;
    this.parser = parser;
    this.status = status;
    this.parsedBytes = parsedBytes;
    this.events = events;
  }

  static <Q> RawRequest<Q> of(
      byte[] bytes, Parser<Q> parser, WireShape shape, IngressLimits limits) {
    RequestScan scan = RequestScan.of(bytes, shape, limits);
    Status status =
        scan.fault().isEmpty() ? Status.OK : Status.INVALID_ARGUMENT.withDescription(scan.fault());
    return new RawRequest<>(bytes, parser, status, scan.parsedBytes(), scan.events());
  }

  static <Q> RawRequest<Q> refused(Status status, Parser<Q> parser) {
    return new RawRequest<>(new byte[0], parser, status, 0, 0);
  }

  /** OK, or why it cannot be taken. */
  Status status() {
    return status;
  }

  int size() {
    return bytes.length;
  }

  int events() {
    return events;
  }

  /** About how much memory {@link #parse()} takes. */
  long parsedBytes() {
    return parsedBytes;
  }

  /**
   * Makes the request.
   *
   * @throws StatusRuntimeException if its bytes are none
   */
  Q parse() {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      // such as text that is not UTF-8; what the parser says of it may hold content
      throw Status.INVALID_ARGUMENT
          .withDescription("the request is not well formed protobuf")
          .asRuntimeException();
    }
  }
}
