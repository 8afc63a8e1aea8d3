package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;

/**
 * One call in the traces of its events. It ends with the first end it is told; what comes later is
 * ignored. Never throws.
 */
interface SendSpan {

  /** Of a client that makes no traces. */
  SendSpan NONE =
      new SendSpan() {
        @Override
        public void writeTo(Metadata headers) {}

        @Override
        public void answered(List<Message> events, List<DeliveryResult> results) {}

        @Override
        public void failed(Status status) {}

        @Override
        public void failed(DeliveryResult result) {}
      };

  /** Lets the other end continue the trace. */
  void writeTo(Metadata headers);

  /** The call was answered, with a result for each event. */
  void answered(List<Message> events, List<DeliveryResult> results);

  /** The call has failed. */
  void failed(Status status);

  /** The call has ended without an answer, for a reason of this process. */
  void failed(DeliveryResult result);
}
