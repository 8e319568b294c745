public import Rows

extension PCollection {
  /// Groups pairs by key and window.
  ///
  /// ```swift
  /// let visitsOfUser = visits.keyed { $0.id }.groupByKey()
  /// ```
  /// For sums, counts and the like use `combinePerKey`, which sends accumulators instead of all values.
  @inlinable @inline(__always)
  public func groupByKey<Key: StreamKey, Value: Streamable>(
    _ name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Key, Grouped<Value>>> where Element == KV<Key, Value> {
    addGrouping(name, SourceSite(file, line), KeyedCodec<Key, Value>(), Codec<KV<Key, Grouped<Value>>>.makeGrouped())
  }

  /// Combines the values of each key and window into one.
  ///
  /// ```swift
  /// let bytesPerPage = visits.map { KV($0.httpRequest, $0.fileSizeBytes) }.combinePerKey(.sum())
  /// ```
  @inlinable @inline(__always)
  public func combinePerKey<Key: StreamKey, Function: CombineFn>(
    _ name: String?, _ function: Function, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Key, Function.Output>> where Element == KV<Key, Function.Input> {
    addCombine(
      name, SourceSite(file, line), CombineLoops<Key, Function>(function), Codec<KV<Key, Function.Accumulator>>.make(),
      Codec<KV<Key, Function.Output>>.make()
    ) { values, count, results, failed in
      var i = 0
      while i < count {
        let pair = (values + i).move()
        do {
          (results + i).initialize(to: KV(pair.key, try function.extract(pair.value)))
        } catch {
          (values + i).initialize(to: pair)
          (values + i + 1).deinitialize(count: count &- i &- 1)
          results.deinitialize(count: i)
          failed = i
          throw error
        }
        i &+= 1
      }
    }
  }

  /// Combines the values of each key and window into one. See the form with a name.
  @inlinable @inline(__always)
  public func combinePerKey<Key: StreamKey, Function: CombineFn>(
    _ function: Function, file: StaticString = #fileID, line: UInt = #line
  ) -> PCollection<KV<Key, Function.Output>> where Element == KV<Key, Function.Input> {
    combinePerKey(nil, function, file: file, line: line)
  }

  @usableFromInline func addGrouping<Key: StreamKey, Value: Streamable>(
    _ name: String?, _ site: SourceSite, _ keyed: KeyedCodec<Key, Value>, _ output: Codec<KV<Key, Grouped<Value>>>
  ) -> PCollection<KV<Key, Grouped<Value>>> {
    let step = graph.step(explicit: name, verb: "GroupByKey", site: site)
    checkWindowing(step)
    let collection = graph.addCollection(output, traits: traits.afterGrouping)
    let links = GroupLinks(
      write: { try $0.plain(keyed) }, keyText: { EncodedText.of($0, as: Key.self) },
      keyOrigin: { OriginText.key($0, as: Key.self) })
    graph.add(step, .groupByKey(links), inputs: [id], outputs: [("main", collection)])
    return PCollection<KV<Key, Grouped<Value>>>(graph: graph, id: collection)
  }

  @usableFromInline func addCombine<Key: StreamKey, Function: CombineFn>(
    _ name: String?, _ site: SourceSite, _ loops: CombineLoops<Key, Function>,
    _ grouped: Codec<KV<Key, Function.Accumulator>>, _ output: Codec<KV<Key, Function.Output>>,
    _ extract: @escaping MapLoop<KV<Key, Function.Accumulator>, KV<Key, Function.Output>>
  ) -> PCollection<KV<Key, Function.Output>> {
    let step = graph.step(explicit: name, verb: "CombinePerKey", site: site)
    checkWindowing(step)
    if Function.needsInput, windowing.hasEmptyPanes {
      graph.refuse(
        """
        step "\(step.path)" (\(step.site)) computes a smallest or largest value, which a pane without elements does not have: give \
        windowed(…) onTimeBehavior: .fireIfNonEmpty, or accumulation: .accumulating
        """)
    }
    let traits = traits.afterGrouping
    let between = Collection(id: graph.addCollection(grouped, traits: traits), traits: traits, codec: grouped)
    let collection = graph.addCollection(output, traits: traits)
    let links = CombineLinks(
      write: { try $0.combining(loops, step: step) },
      store: { $0.make(loops) },
      grouped: between,
      extract: { outputs, _ in
        MapOperator(step: step, loop: extract, output: try outputs[0].taking(KV<Key, Function.Output>.self))
      },
      accumulator: Function.Accumulator.coderSpec, keyText: { EncodedText.of($0, as: Key.self) },
      keyOrigin: { OriginText.key($0, as: Key.self) })
    graph.add(step, .combinePerKey(links), inputs: [id], outputs: [("main", collection)])
    return PCollection<KV<Key, Function.Output>>(graph: graph, id: collection)
  }

  /// Refuses to group in windows that would never fire, and under a trigger that would lose elements.
  private func checkWindowing(_ step: Step) {
    if !isBounded, windowing.windowFn == .global, !windowing.trigger.firesBeforeEnd {
      graph.refuse(
        """
        step "\(step.path)" (\(step.site)) groups an unbounded collection in the global window: the window would \
        never fire. Window the collection first, for example .windowed(by: .fixed(.seconds(10))), or give it a trigger such as \
        .repeatedly(.afterCount(100))
        """)
    }
    if windowing.trigger.losesElements(allowedLateness: windowing.allowedLateness) {
      graph.refuse(
        """
        step "\(step.path)" (\(step.site)) groups under a trigger that can finish before its windows close; later elements would be \
        dropped. Wrap it in .repeatedly(…), give .afterWatermark a late trigger, or say .droppingRest()
        """)
    }
  }
}
