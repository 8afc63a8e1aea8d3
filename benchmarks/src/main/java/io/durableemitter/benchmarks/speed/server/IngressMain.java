package io.durableemitter.benchmarks.speed.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.ingress.IngressServer;
import io.grpc.Server;

/** An ingress that keeps nothing, and a server that only counts; both end with the input. */
public final class IngressMain {

  /**
   * Where they listen, on loopback.
   *
   * @param ingress port of the ingress
   * @param raw port of the server that does not look into what it gets
   */
  public record Ports(int ingress, int raw) {}

  private IngressMain() {}

  /** Without arguments. */
  public static void main(String[] arguments) throws Exception {
    IngressServer ingress = IngressServer.builder().port(0).sink(new CountingSink()).build();
    ingress.start();
    Server raw = RawServer.start();
    System.out.println(
        new ObjectMapper().writeValueAsString(new Ports(ingress.port(), raw.getPort())));
    boolean ended = false;
    while (!ended) {
      ended = System.in.read() < 0;
    }
    raw.shutdownNow();
    ingress.close();
  }
}
