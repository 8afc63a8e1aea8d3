package io.durableemitter.ingress;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A client that speaks just enough of HTTP/2 (RFC 9113) in plaintext to misbehave. */
final class RawHttp2 implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  RawHttp2(int port) throws IOException {
    this("127.0.0.1", port);
  }

  /** From an address of its own, such as 127.0.0.2. */
  RawHttp2(String from, int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  RawHttp2 handshake() throws IOException {
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, new byte[0]);
    return this;
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    out.write(frame.array());
  }

  /** Begins a call and does not end it. */
  void begin(int stream) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    literal(block, new byte[] {0x04}, "/chipingress.pb.ChipIngress/PublishBatch"); // :path
    literal(block, new byte[] {0x01}, "localhost"); // :authority
    literal(block, new byte[] {0x0f, 0x10}, "application/grpc"); // content-type
    literal(block, new byte[] {0x00, 0x02, 't', 'e'}, "trailers");
    send(HEADERS, 0x4, stream, block.toByteArray());
  }

  private static void literal(ByteArrayOutputStream block, byte[] name, String value) {
    block.writeBytes(name);
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  /** A piece of a call's request. */
  void data(int stream, byte[] bytes, boolean last) throws IOException {
    send(DATA, last ? 1 : 0, stream, bytes);
  }

  void cancel(int stream) throws IOException {
    send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
  }

  /** Waits for a frame of this type and gives its content; empty if the server closes before. */
  Optional<ByteBuffer> await(int type) throws IOException {
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int got = in.readUnsignedByte();
        in.readFully(new byte[5]);
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (got == type) {
          return Optional.of(ByteBuffer.wrap(payload));
        }
      }
    } catch (EOFException | SocketException closed) {
      return Optional.empty();
    }
  }

  /** Waits until the server has closed; the test's own timeout is the bound. */
  void awaitClosed() throws IOException {
    Optional<ByteBuffer> frame = await(-1);
    if (frame.isPresent()) {
      throw new AssertionError("there is no such frame");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
