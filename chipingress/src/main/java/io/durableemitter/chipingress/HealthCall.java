package io.durableemitter.chipingress;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The health protocol of gRPC: an empty request asks for the whole server; the answer's field 1 is
 * 1 if it serves. Written here, since gRPC's own classes for it come with much that a client does
 * not need.
 */
final class HealthCall {

  private static final int LONGEST = 16;
  private static final byte[] SERVING = {8, 1};
  private static final byte[] WHOLE_SERVER = {};

  private static final MethodDescriptor<byte[], byte[]> METHOD =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("grpc.health.v1.Health/Check")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private HealthCall() {}

  /** Whether the server says that it serves. */
  static boolean isServing(Channel channel, CallOptions options) {
    byte[] answer = ClientCalls.blockingUnaryCall(channel, METHOD, options, WHOLE_SERVER);
    return Arrays.equals(answer, SERVING);
  }

  private record Bytes() implements Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readNBytes(LONGEST);
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("the answer cannot be read")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
