package io.durableemitter.benchmarks.speed.subject;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A process with an emitter: carries out the orders on its standard input, one JSON object a line,
 * and answers each with one on its standard output. It ends with its input.
 */
public final class SubjectMain {

  private SubjectMain() {}

  /** Without arguments. */
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      Answer answer = new Measurement(json.readValue(line, Order.class)).run();
      System.out.println(json.writeValueAsString(answer));
    }
  }
}
