package io.durableemitter.chipingress;

import io.durableemitter.api.Payload;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.PublishResponse;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The method Publish, whose request is a stored payload instead of a message object. */
final class RawPublish {

  static final MethodDescriptor<Payload, PublishResponse> METHOD =
      ChipIngressGrpc.getPublishMethod().toBuilder(
              new PayloadMarshaller(), ChipIngressGrpc.getPublishMethod().getResponseMarshaller())
          .build();

  private RawPublish() {}

  private static final class PayloadMarshaller implements MethodDescriptor.Marshaller<Payload> {

    @Override
    public InputStream stream(Payload payload) {
      return new ByteArrayInputStream(payload.unsafeBytes());
    }

    @Override
    public Payload parse(InputStream stream) {
      throw new UnsupportedOperationException("a client only writes requests");
    }
  }
}
