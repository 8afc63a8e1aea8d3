package io.durableemitter.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The properties of the brokers of one cluster: quick to start and to elect, small, and as careful
 * with data as those of a real one: with three brokers, three replicas of which two must have a
 * record.
 */
record BrokerSettings(
    Path directory,
    List<Integer> ports,
    List<Integer> controllerPorts,
    List<Integer> saslPorts,
    Map<String, String> saslUsers,
    Map<String, String> properties) {

  private static final int MOST_REPLICAS = 3;

  int brokers() {
    return ports.size();
  }

  short replicas() {
    return (short) Math.min(MOST_REPLICAS, brokers());
  }

  String bootstrap(List<Integer> of) {
    return of.stream().map(port -> KafkaBrokers.HOST + ":" + port).collect(Collectors.joining(","));
  }

  /** The data of one broker. */
  Path data(int broker) {
    return directory.resolve("data-" + broker);
  }

  /** As the file of one broker has them. */
  String text(int broker) {
    Map<String, String> all = new TreeMap<>();
    identity(broker, all);
    listeners(broker, all);
    internalTopics(all);
    smallAndQuick(all);
    all.putAll(properties);
    return all.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n")
        .collect(Collectors.joining());
  }

  private void identity(int broker, Map<String, String> all) {
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(broker));
    all.put(
        "controller.quorum.voters",
        IntStream.range(0, brokers())
            .mapToObj(i -> i + "@" + KafkaBrokers.HOST + ":" + controllerPorts.get(i))
            .collect(Collectors.joining(",")));
    all.put("log.dirs", data(broker).toString());
    all.put("min.insync.replicas", Integer.toString(Math.max(1, replicas() - 1)));
    all.put("default.replication.factor", Integer.toString(replicas()));
    all.put("auto.create.topics.enable", "false");
  }

  private void listeners(int broker, Map<String, String> all) {
    String plain = "PLAINTEXT://" + KafkaBrokers.HOST + ":" + ports.get(broker);
    List<String> forClients = new ArrayList<>(List.of(plain));
    if (!saslUsers.isEmpty()) {
      forClients.add("SASL_PLAINTEXT://" + KafkaBrokers.HOST + ":" + saslPorts.get(broker));
      all.put("sasl.enabled.mechanisms", "PLAIN");
      all.put("listener.name.sasl_plaintext.plain.sasl.jaas.config", jaas());
    }
    String advertised = String.join(",", forClients);
    String controller = "CONTROLLER://" + KafkaBrokers.HOST + ":" + controllerPorts.get(broker);
    all.put("listeners", advertised + "," + controller);
    all.put("advertised.listeners", advertised);
    all.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT");
    all.put("controller.listener.names", "CONTROLLER");
    all.put("inter.broker.listener.name", "PLAINTEXT");
  }

  private String jaas() {
    return saslUsers.entrySet().stream()
        .map(user -> "user_" + user.getKey() + "=\"" + user.getValue() + "\"")
        .collect(
            Collectors.joining(
                " ", "org.apache.kafka.common.security.plain.PlainLoginModule required ", ";"));
  }

  private void internalTopics(Map<String, String> all) {
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      all.put(topic + ".num.partitions", "1");
      all.put(topic + ".replication.factor", Short.toString(replicas()));
    }
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("share.coordinator.state.topic.replication.factor", Short.toString(replicas()));
    all.put("share.coordinator.state.topic.min.isr", "1");
  }

  private static void smallAndQuick(Map<String, String> all) {
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("num.network.threads", "1");
    all.put("num.io.threads", "2");
    all.put("background.threads", "2");
    all.put("num.recovery.threads.per.data.dir", "1");
    all.put("log.cleaner.enable", "false");
    all.put("controller.quorum.election.timeout.ms", "500");
    all.put("controller.quorum.fetch.timeout.ms", "1000");
    all.put("controller.quorum.election.backoff.max.ms", "200");
    all.put("broker.heartbeat.interval.ms", "500");
    all.put("broker.session.timeout.ms", "3000");
    all.put("initial.broker.registration.timeout.ms", "30000");
    all.put("replica.lag.time.max.ms", "3000");
  }
}
