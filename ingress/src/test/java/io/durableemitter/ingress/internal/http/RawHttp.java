package io.durableemitter.ingress.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A client of HTTP/1.1 that sends what it likes, and reads only when it is asked to. */
final class RawHttp implements AutoCloseable {

  private static final int TRIES = 50;

  private final Socket socket;

  RawHttp(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  static String lastGet(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  }

  RawHttp send(String requests) throws IOException {
    socket.getOutputStream().write(requests.getBytes(US_ASCII));
    return this;
  }

  /** One answer, up to its last chunk; what came if the server closed before. */
  String answer() throws IOException {
    StringBuilder answer = new StringBuilder();
    int next;
    while (answer.indexOf("\r\n0\r\n\r\n") < 0 && (next = socket.getInputStream().read()) >= 0) {
      answer.append((char) next);
    }
    return answer.toString();
  }

  /** All answers until the server closes. */
  String answers() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** What is done between two tries to send. */
  interface Turn {
    void take() throws IOException;
  }

  /**
   * Sends requests without reading an answer until all are sent, or the server takes no more for
   * many turns.
   *
   * @return whether all were sent
   */
  static boolean flood(int port, String request, int count, Turn turn) throws IOException {
    ByteBuffer batch = ByteBuffer.wrap(request.repeat(1_000).getBytes(US_ASCII));
    try (SocketChannel channel = SocketChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, 64 << 10);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
      for (int sent = 0; sent < count; sent += 1_000) {
        batch.rewind();
        for (int tries = 0; batch.hasRemaining(); tries++) {
          if (channel.write(batch) > 0) {
            tries = 0;
          } else if (tries == TRIES) {
            return false;
          }
          turn.take();
        }
      }
      return true;
    }
  }
}
