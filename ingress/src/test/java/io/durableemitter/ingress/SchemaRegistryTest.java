package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaRegistryTest {

  private final SchemaRegistry registry = new SchemaRegistry();

  @Test
  void isBoundedInBytesAndTakesAllOrNone() {
    String subject = "s".repeat(900);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              for (int i = 0; i <= SchemaRegistry.MAX_BYTES / 1_000; i++) {
                register(schema(subject + i, "text"));
              }
            })
        .withMessage("the registry is full: its subjects may take 8388608 bytes");
    assertThat(register(schema(subject + 0, "other"))).as("known ones go on").containsExactly(2);
    assertThatIllegalStateException()
        .isThrownBy(() -> register(schema(subject + 0, "third"), schema(subject + "new", "x")));
    assertThat(register(schema(subject + 0, "other"))).as("nothing of it").containsExactly(2);
  }

  @Test
  void refusesSubjectsThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> register(schema("s", "x"), schema("", "x")))
        .withMessage("a schema has no subject");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> register(schema("s".repeat(1_001), "x")))
        .withMessageContaining("longer than 1000 characters");
    assertThat(register(schema("s", "y"))).as("nothing was registered").containsExactly(1);
  }

  private List<Integer> register(Schema... schemas) {
    return registry.register(List.of(schemas)).stream().map(RegisteredSchema::getVersion).toList();
  }

  private static Schema schema(String subject, String text) {
    return Schema.newBuilder().setSubject(subject).setSchema(text).build();
  }
}
