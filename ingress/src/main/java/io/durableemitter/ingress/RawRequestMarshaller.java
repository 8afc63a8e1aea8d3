package io.durableemitter.ingress;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Takes requests off the wire without parsing them. Never throws: what a marshaller throws becomes
 * UNKNOWN for the client and a stack trace in the log.
 */
final class RawRequestMarshaller<Q extends Message> implements Marshaller<RawRequest<Q>> {

  private final Parser<Q> parser;
  private final WireShape shape;
  private final IngressLimits limits;

  @SuppressWarnings("unchecked") // the parser of a message makes such messages
  RawRequestMarshaller(Q prototype, IngressLimits limits) {
    this.parser = DiscardUnknownFieldsParser.wrap((Parser<Q>) prototype.getParserForType());
    this.shape = WireShape.of(prototype.getDescriptorForType());
    this.limits = limits;
  }

  @Override
  public RawRequest<Q> parse(InputStream stream) {
    try {
      return RawRequest.of(read(stream), parser, shape, limits);
    } catch (StatusRuntimeException e) {
      // it has inflated to more than the limit
      return RawRequest.refused(e.getStatus(), parser);
    } catch (IOException e) {
      return RawRequest.refused(
          Status.INVALID_ARGUMENT.withDescription("the request cannot be decompressed"), parser);
    }
  }

  private byte[] read(InputStream stream) throws IOException {
    int most = limits.request().maxRequestBytes();
    byte[] bytes =
        stream instanceof KnownLength ? stream.readNBytes(stream.available()) : inflate(stream);
    if (bytes.length > most) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription("the message exceeds maximum size " + most)
          .asRuntimeException();
    }
    return bytes;
  }

  private byte[] inflate(InputStream stream) throws IOException {
    return stream.readNBytes(limits.request().maxRequestBytes() + 1);
  }

  @Override
  public InputStream stream(RawRequest<Q> request) {
    throw new UnsupportedOperationException("a server sends no requests");
  }
}
