// swift-tools-version: 6.2

import PackageDescription

// The manifest is the architecture diagram: one array per layer, arrows point down.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// Every shipped target; tests use `strict`, because test macros expand to unmarked unsafe code.
let memorySafe: [SwiftSetting] = strict + [.strictMemorySafety()]

/// Lifetime annotations for types that borrow spans.
let lifetimes: SwiftSetting = .enableExperimentalFeature("Lifetimes")

func module(
    _ layer: String, _ name: String, _ dependencies: [Target.Dependency] = [], _ extra: [SwiftSetting] = [],
    resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "\(layer)/\(name)", resources: resources,
        swiftSettings: memorySafe + extra)
}

func tests(_ layer: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(layer)/\(name)Tests",
        swiftSettings: strict)
}

let foundations: [Target] = [
    module("Sources/Foundations", "GridDeterminism"),
    module("Sources/Foundations", "GridCollections", ["GridDeterminism"]),
]

let core: [Target] = [
    module("Sources/Core", "GridIdentity", ["GridDeterminism"]),
    module("Sources/Core", "GridVersioning", ["GridDeterminism", "GridIdentity"]),
    module("Sources/Core", "GridWire", ["GridCollections", "GridIdentity"], [lifetimes]),
    module("Sources/Core", "GridLink", ["GridCollections", "GridDeterminism", "GridIdentity", "GridWire"]),
    module("Sources/Core", "GridPlacement", ["GridDeterminism", "GridIdentity"]),
    module("Sources/Core", "GridMembership", ["GridDeterminism", "GridIdentity", "GridWire"], [lifetimes]),
    .systemLibrary(
        name: "CLZ4", path: "Sources/Core/CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    module(
        "Sources/Core", "GridStore",
        ["CLZ4", "GridCollections", "GridDeterminism", "GridIdentity", "GridVersioning"], [lifetimes]),
    module(
        "Sources/Core", "GridReplication",
        [
            "GridCollections", "GridDeterminism", "GridIdentity", "GridPlacement", "GridStore",
            "GridVersioning",
            "GridWire",
        ], [lifetimes]),
    module(
        "Sources/Core", "GridNode",
        [
            "GridCollections", "GridDeterminism", "GridIdentity", "GridLink", "GridMembership",
            "GridPlacement",
            "GridReplication", "GridStore", "GridVersioning", "GridWire",
        ], [lifetimes]),
]

let runtime: [Target] = [
    .systemLibrary(
        name: "CUV", path: "Sources/Runtime/CUV", pkgConfig: "libuv",
        providers: [.apt(["libuv1-dev"]), .brew(["libuv"])]),
    .target(name: "CGridSystem", path: "Sources/Runtime/CGridSystem"),
    module(
        "Sources/Runtime", "GridRuntime",
        ["CGridSystem", "CUV", "GridCollections", "GridDeterminism", "GridIdentity"]),
    module("Sources/Runtime", "GridTransport", ["GridLink", "GridRuntime"]),
    module(
        "Sources/Runtime", "GridDriver",
        [
            "GridCollections", "GridDeterminism", "GridIdentity", "GridLink", "GridMembership", "GridNode",
            "GridPlacement", "GridReplication", "GridRuntime", "GridStore", "GridTransport", "GridVersioning",
        ]),
]

let library: [Target] = [
    module(
        "Sources", "GridCache",
        [
            "GridCollections", "GridDeterminism", "GridDriver", "GridIdentity", "GridLink", "GridMembership",
            "GridNode", "GridPlacement", "GridReplication", "GridRuntime", "GridStore",
        ])
]

let examples: [Target] = ["Embedded", "TwoMembers"].map { name in
    .executableTarget(
        name: name, dependencies: ["GridCache"], path: "Sources/Examples/\(name)", swiftSettings: memorySafe)
}

let programs: [Target] = [
    .systemLibrary(
        name: "CYAML", path: "Sources/Programs/CYAML", pkgConfig: "yaml-0.1",
        providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    module("Sources/Programs", "GridDocument", ["CYAML", "GridIdentity"]),
    module(
        "Sources/Programs", "GridConfiguration",
        [
            "GridDocument", "GridIdentity", "GridMembership", "GridNode", "GridPlacement", "GridReplication",
            "GridStore",
        ]),
    module(
        "Sources/Programs", "GridSidecar",
        [
            "GridCollections", "GridDeterminism", "GridDriver", "GridIdentity", "GridLink", "GridMembership",
            "GridNode", "GridReplication", "GridRuntime", "GridStore", "GridVersioning",
        ], [lifetimes]),
    .executableTarget(
        name: "gridcached",
        dependencies: [
            "GridCache", "GridConfiguration", "GridDeterminism", "GridDocument", "GridDriver", "GridIdentity",
            "GridLink", "GridMembership", "GridRuntime", "GridSidecar",
        ], path: "Sources/Programs/gridcached", swiftSettings: memorySafe),
]

/// What the page about a run is made of, in the order in which its script is put together.
let pageParts = [
    "page.html", "page.css", "data.js", "view.js", "figure.js", "lanes.js", "messages.js", "curves.js",
    "views.js",
    "events.js", "key.js", "page.js",
]

let simulator: [Target] = [
    module(
        "Simulator", "GridSimulator",
        [
            "GridCollections", "GridConfiguration", "GridDeterminism", "GridDocument", "GridIdentity",
            "GridLink", "GridMembership", "GridNode", "GridPlacement", "GridReplication", "GridStore",
            "GridVersioning", "GridWire",
        ], resources: pageParts.map { .embedInCode("Page/\($0)") }),
    .executableTarget(
        name: "gridsim",
        dependencies: ["GridConfiguration", "GridDeterminism", "GridDocument", "GridSimulator"],
        path: "Simulator/gridsim", swiftSettings: memorySafe),
]

let benchmarks: [Target] = [
    .executableTarget(
        name: "gridbench", dependencies: ["GridDeterminism", "GridSimulator"], path: "Benchmarks/gridbench",
        swiftSettings: memorySafe)
]

/// For the tests of apps: above both the library and the simulator.
let libraryForTests: [Target] = [
    module(
        "Sources", "GridCacheTesting",
        [
            "GridCache", "GridDeterminism", "GridDriver", "GridLink", "GridNode", "GridReplication",
            "GridSimulator",
        ]),
    .executableTarget(
        name: "VirtualCluster", dependencies: ["GridCache", "GridCacheTesting"],
        path: "Sources/Examples/VirtualCluster", swiftSettings: memorySafe),
]

let testing: [Target] = [
    tests("Foundations", "GridDeterminism", ["GridDeterminism"]),
    tests("Foundations", "GridCollections", ["GridCollections", "GridDeterminism"]),
    tests("Core", "GridIdentity", ["GridIdentity"]),
    tests("Core", "GridVersioning", ["GridDeterminism", "GridIdentity", "GridVersioning"]),
    tests("Core", "GridWire", ["GridDeterminism", "GridIdentity", "GridWire"]),
    tests("Core", "GridPlacement", ["GridDeterminism", "GridIdentity", "GridPlacement"]),
    tests("Core", "GridMembership", ["GridDeterminism", "GridIdentity", "GridMembership", "GridWire"]),
    tests(
        "Core", "GridStore",
        ["GridCollections", "GridDeterminism", "GridIdentity", "GridStore", "GridVersioning"]),
    tests(
        "Core", "GridLink",
        ["GridCollections", "GridDeterminism", "GridIdentity", "GridLink", "GridWire"]),
    tests(
        "Core", "GridReplication",
        [
            "GridCollections", "GridDeterminism", "GridIdentity", "GridReplication", "GridStore",
            "GridVersioning", "GridWire",
        ]),
    tests(
        "Core", "GridNode",
        [
            "GridCollections", "GridDeterminism", "GridIdentity", "GridLink", "GridMembership", "GridNode",
            "GridPlacement", "GridReplication", "GridStore", "GridVersioning", "GridWire",
        ]),
    tests("Runtime", "GridRuntime", ["GridCollections", "GridDeterminism", "GridIdentity", "GridRuntime"]),
    tests(
        "Runtime", "GridTransport",
        ["GridDeterminism", "GridIdentity", "GridLink", "GridRuntime", "GridTransport"]),
    tests(
        "Programs", "GridConfiguration",
        ["GridConfiguration", "GridDeterminism", "GridDocument", "GridIdentity"]),
    tests("Programs", "GridDocument", ["GridDeterminism", "GridDocument", "GridIdentity"]),
    tests(
        "Programs", "GridSidecar",
        [
            "GridDeterminism", "GridDriver", "GridIdentity", "GridLink", "GridMembership", "GridNode",
            "GridReplication", "GridRuntime", "GridSidecar", "GridStore", "GridVersioning",
        ]),
    tests(
        "Programs", "gridcached",
        [
            "GridConfiguration", "GridDeterminism", "GridDriver", "GridIdentity", "GridLink",
            "GridMembership",
            "GridNode", "GridSidecar", "GridStore", "gridcached",
        ]),
    .testTarget(
        name: "GridCacheTests",
        dependencies: [
            "GridCache", "GridDriver", "GridIdentity", "GridLink", "GridNode", "GridPlacement", "GridRuntime",
        ],
        path: "Tests/GridCacheTests",
        swiftSettings: strict),
    .testTarget(
        name: "GridCacheTestingTests", dependencies: ["GridCache", "GridCacheTesting"],
        path: "Tests/GridCacheTestingTests", swiftSettings: strict),
    .testTarget(
        name: "SimulationTests",
        dependencies: [
            "GridConfiguration", "GridDeterminism", "GridDocument", "GridIdentity", "GridNode",
            "GridReplication", "GridSimulator", "GridVersioning",
        ],
        path: "Tests/SimulationTests", swiftSettings: strict),
    .testTarget(
        name: "IntegrationTests", dependencies: ["gridcached"], path: "Tests/IntegrationTests",
        swiftSettings: strict),
    .testTarget(name: "HouseRulesTests", path: "Tests/HouseRulesTests", swiftSettings: strict),
]

let package = Package(
    name: "GridCache",
    products: [
        .library(name: "GridCache", targets: ["GridCache"]),
        .library(name: "GridCacheTesting", targets: ["GridCacheTesting"]),
        .executable(name: "gridcached", targets: ["gridcached"]),
        .executable(name: "gridsim", targets: ["gridsim"]),
        .executable(name: "gridbench", targets: ["gridbench"]),
    ],
    targets: foundations + core + runtime + library + programs + simulator + benchmarks + libraryForTests
        + examples + testing
)
