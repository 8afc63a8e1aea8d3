package io.durableemitter.chipingress;

import io.durableemitter.proto.ChipIngressGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real server on loopback that puts on the wire what a test says, also what a server of unary
 * calls would not: for it both calls are streams of bytes.
 */
final class RawServer implements AutoCloseable {

  /** What the server does once it has a whole request. */
  @FunctionalInterface
  interface Script {
    void answer(ServerCall<byte[], byte[]> call);
  }

  private final AtomicInteger calls = new AtomicInteger();
  private final Server server;
  private volatile Script script;

  RawServer(Script script) throws IOException {
    this.script = script;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(16 << 20)
            .addService(
                ServerServiceDefinition.builder(ChipIngressGrpc.SERVICE_NAME)
                    .addMethod(stream("Publish"), handler())
                    .addMethod(stream("PublishBatch"), handler())
                    .build())
            .build()
            .start();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  void answering(Script what) {
    script = what;
  }

  int calls() {
    return calls.get();
  }

  private static MethodDescriptor<byte[], byte[]> stream(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName(
            MethodDescriptor.generateFullMethodName(ChipIngressGrpc.SERVICE_NAME, name))
        .build();
  }

  private ServerCallHandler<byte[], byte[]> handler() {
    return (call, headers) -> {
      call.request(1);
      return new ServerCall.Listener<>() {
        @Override
        public void onHalfClose() {
          calls.incrementAndGet();
          script.answer(call);
        }
      };
    };
  }

  /** A call's messages, without headers of their own, and its status. */
  static Script ending(io.grpc.Status status, byte[]... messages) {
    return call -> {
      if (messages.length > 0) {
        call.sendHeaders(new Metadata());
      }
      for (byte[] message : messages) {
        call.sendMessage(message);
      }
      call.close(status, new Metadata());
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
