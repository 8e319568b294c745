import Foundation
import JoistArguments
import Testing

@testable import JoistKafka

@Suite("Kafka options of a program") struct OptionsTests {
  private struct Program: ParsableArguments {
    @OptionGroup var kafka: KafkaOptions
  }

  @Test("Properties come from a file and the command line, which takes precedence")
  func properties() throws {
    let path = "/tmp/joist-properties-\(UInt32.random(in: .min ... .max))"
    let file = try #require(fopen(path, "w"))
    fputs("# secrets\n\n sasl.username = ann \nsasl.password=a=b \nclient.id=file\n", file)
    fclose(file)
    defer { unlink(path) }
    let kafka = try Program.parse([
      "--brokers", "h:1", "--kafka-properties", path, "-X", "client.id=line",
      "--kafka-property=consumer.fetch.wait.max.ms=5",
    ]).kafka
    #expect(kafka.brokers == "h:1")
    #expect(
      kafka.properties == [
        "sasl.username": "ann", "sasl.password": "a=b", "client.id": "line", "consumer.fetch.wait.max.ms": "5",
      ])
  }

  @Test("Brokers may be given as to other clients", arguments: ["--brokers", "--bootstrap-server", "-b"])
  func namesOfBrokers(name: String) throws { #expect(try Program.parse([name, "h:1"]).kafka.brokers == "h:1") }

  @Test("Sources and sinks take the properties for them")
  func roles() throws {
    let properties: KafkaProperties = [
      "client.id": "both", "consumer.fetch.wait.max.ms": "5", "producer.linger.ms": "7", "producer.client.id": "own",
    ]
    #expect(properties.of(.consumer) == ["client.id": "both", "fetch.wait.max.ms": "5"])
    #expect(properties.of(.producer) == ["client.id": "own", "linger.ms": "7"])
    _ = try KafkaConsumerOptions(brokers: "h:1", properties: properties).makeClient(logger: quiet)
    _ = try KafkaProducerOptions(brokers: "h:1", properties: properties).makeClient(logger: quiet)
    #expect(throws: KafkaError.self) {
      try KafkaConsumerOptions(brokers: "h:1", properties: ["consumer.enable.auto.commit": "true"])
    }
  }

  @Test("Brokers in the properties replace those of `joist up`")
  func brokersAsProperty() throws {
    let kafka = try Program.parse(["-X", "bootstrap.servers=h:2"]).kafka
    #expect(kafka.brokers == nil)
    #expect(try KafkaConsumerOptions(brokers: kafka.brokers?.addresses, properties: kafka.properties).brokers == "h:2")
  }

  @Test("An unreadable file and a line that is not a property are errors")
  func badFile() {
    #expect { try Program.parse(["--kafka-properties", "/nowhere"]) } throws: {
      "\($0)".contains("the file /nowhere cannot be read")
    }
    #expect { try KafkaPropertiesFile(text: "a=1\nb\n", path: "p") } throws: {
      "\($0)".contains("line 2 of p is not a property")
    }
  }

  @Test("Lines of a file may end as on Windows") func carriageReturns() throws {
    let file = try KafkaPropertiesFile(text: "# secrets\r\na=1\r\n\r\nb=2\r\n", path: "p")
    #expect(file.properties == ["a": "1", "b": "2"])
  }
}
