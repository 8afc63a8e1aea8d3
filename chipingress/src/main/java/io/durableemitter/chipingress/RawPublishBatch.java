package io.durableemitter.chipingress;

import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.PublishResponse;
import io.grpc.MethodDescriptor;
import java.io.InputStream;

/** The method PublishBatch, whose requests are stored bytes instead of message objects. */
final class RawPublishBatch {

  static final MethodDescriptor<EncodedBatch, PublishResponse> METHOD =
      ChipIngressGrpc.getPublishBatchMethod().toBuilder(
              new BatchMarshaller(),
              ChipIngressGrpc.getPublishBatchMethod().getResponseMarshaller())
          .build();

  private RawPublishBatch() {}

  private static final class BatchMarshaller implements MethodDescriptor.Marshaller<EncodedBatch> {

    @Override
    public InputStream stream(EncodedBatch batch) {
      return new EncodedBatchStream(batch);
    }

    @Override
    public EncodedBatch parse(InputStream stream) {
      throw new UnsupportedOperationException("a client only writes requests");
    }
  }
}
