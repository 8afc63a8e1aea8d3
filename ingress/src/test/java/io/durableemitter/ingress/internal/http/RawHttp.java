package io.durableemitter.ingress.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client of HTTP/1.1 that sends what it likes, and reads only when it is asked to. */
final class RawHttp implements AutoCloseable {

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
}
