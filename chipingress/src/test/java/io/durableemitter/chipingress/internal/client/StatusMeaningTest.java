package io.durableemitter.chipingress.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult.FailureKind;
import io.grpc.Status;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

public class StatusMeaningTest {

  private static final Set<Status.Code> TRANSPORT =
      EnumSet.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.UNAUTHENTICATED,
          Status.Code.PERMISSION_DENIED,
          Status.Code.UNIMPLEMENTED,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.CANCELLED);

  @Test
  void everyStatusIsTroubleOfTheTransportOrOfTheCall() {
    for (Status.Code code : Status.Code.values()) {
      assertThat(StatusMeaning.kind(code.toStatus()))
          .as(code.name())
          .isEqualTo(TRANSPORT.contains(code) ? FailureKind.TRANSPORT : FailureKind.CALL);
    }
  }

  @Test
  void sizeIsToldFromOverloadByTheText() {
    for (String text :
        new String[] {
          "gRPC message exceeds maximum size 4194304: 5000000",
          "Decompressed gRPC message exceeds maximum size 4194304",
          "grpc: received message larger than max (5000000 vs. 4194304)",
          "Received message exceeds the maximum configured message size."
        }) {
      Status status = Status.RESOURCE_EXHAUSTED.withDescription(text);
      assertThat(StatusMeaning.isMessageTooLarge(status)).as(text).isTrue();
      assertThat(StatusMeaning.kind(status)).isEqualTo(FailureKind.TOO_LARGE);
      assertThat(StatusMeaning.isMessageTooLarge(Status.INTERNAL.withDescription(text))).isFalse();
    }
    for (String text :
        new String[] {
          "quota of 100 calls is used up",
          "the request rate exceeds the maximum",
          "queue exceeds maximum size",
          "backlog larger than max"
        }) {
      Status status = Status.RESOURCE_EXHAUSTED.withDescription(text);
      assertThat(StatusMeaning.isMessageTooLarge(status)).as(text).isFalse();
      assertThat(StatusMeaning.kind(status)).isEqualTo(FailureKind.TRANSPORT);
    }
    assertThat(StatusMeaning.isMessageTooLarge(Status.RESOURCE_EXHAUSTED)).isFalse();
  }

  @Test
  void textOfTheOtherEndNeitherForgesNorFillsTheLog() {
    String text =
        StatusMeaning.describe(
            "host:1", Status.INTERNAL.withDescription("x\r\nERROR forged" + "y".repeat(10_000)));
    assertThat(text).doesNotContain("\n", "\r").hasSizeLessThan(500).contains("host:1", "INTERNAL");
  }

  /** As Netty fails whose buffers a moment without memory has left in disorder. */
  public static Status broken() {
    return Status.INTERNAL
        .withDescription("Too many transparent retries. Might be a bug in gRPC")
        .withCause(new IllegalStateException(new IllegalStateException("refCnt: 0, decrement: 1")));
  }

  @Test
  void aNetworkThatFailsByItselfIsNotTheEvents() {
    assertThat(StatusMeaning.isBroken(broken())).isTrue();
    assertThat(StatusMeaning.kind(broken())).isEqualTo(FailureKind.TRANSPORT);
  }

  @Test
  void whatTheOtherEndSaysOrDoesIsNoBrokenNetwork() {
    Status internal = Status.INTERNAL.withDescription("refCnt: 0, decrement: 1");
    for (Status status :
        List.of(
            internal,
            internal.withCause(new IOException("connection reset")),
            internal.withCause(new IllegalStateException(new IOException("not HTTP/2"))),
            internal.withCause(Status.RESOURCE_EXHAUSTED.asRuntimeException()),
            Status.UNAVAILABLE.withCause(new IllegalStateException("closed")))) {
      assertThat(StatusMeaning.isBroken(status)).as(status.toString()).isFalse();
    }
  }
}
