import { extname } from 'node:path/posix';

/**
 * Frameworks and tools that are of one language, or of a few: what a rule names where the code it is about only uses
 * it. The best known of each, and none whose name is an English word as well (Spring, Play, Express).
 */
const TECHNOLOGIES: readonly [endings: string, names: string][] = [
  ['.c .h .cc .cpp .cxx .hpp', 'Qt Boost CMake gtest googletest STL RAII'],
  ['.cs .fs .vb', 'ASP.NET dotnet EntityFramework LINQ NuGet xUnit NUnit Blazor MediatR Dapper AutoMapper'],
  ['.clj .cljs', 'Leiningen Datomic Reagent ClojureScript'],
  ['.dart', 'Flutter Riverpod'],
  ['.erl .hrl', 'OTP gen_server'],
  ['.ex .exs', 'Ecto LiveView GenServer ExUnit Oban OTP'],
  ['.go', 'golang gorm goroutine gRPC sqlc'],
  ['.groovy .gradle', 'Jenkins Jenkinsfile Gradle Grails Spock'],
  ['.hs', 'Cabal Yesod QuickCheck'],
  ['.java .kt .kts .scala', 'JVM JPA Hibernate JUnit Mockito Lombok Maven Gradle Quarkus Micronaut Jackson SpringBoot'],
  ['.kt .kts', 'Android Ktor Jetpack kotlinx'],
  ['.php', 'Laravel Symfony Eloquent Doctrine Artisan PHPUnit Blade WordPress Drupal Composer'],
  ['.py', 'Django Flask FastAPI SQLAlchemy Pydantic pytest Celery NumPy pandas asyncio mypy Alembic'],
  ['.rb .erb .rake', 'Rails ActiveRecord ActiveJob ActionMailer RSpec Sidekiq Rubocop Bundler Sinatra Minitest'],
  ['.rs', 'Tokio Serde Cargo Clippy Axum Actix Diesel sqlx'],
  ['.scala', 'Akka ZIO sbt ScalaTest Cats'],
  ['.swift .m', 'SwiftUI UIKit CocoaPods Xcode XCTest CoreData'],
  [
    '.js .jsx .mjs .cjs .ts .tsx .mts .cts .vue .svelte',
    'Node.js npm ESLint Webpack Vite Vitest RxJS Zod lodash Axios',
  ],
  ['.js .jsx .mjs .cjs .ts .tsx .mts .cts', 'NestJS Prisma TypeORM Mongoose jQuery Angular'],
  ['.js .jsx .ts .tsx', 'React Redux Next.js'],
  ['.js .ts .vue', 'Vue Nuxt Vuex Pinia'],
  ['.js .ts .svelte', 'SvelteKit'],
  ['.tf', 'Terraform Terragrunt'],
];

const OF_ENDING = new Map<string, string[]>();
for (const [endings, names] of TECHNOLOGIES)
  for (const ending of endings.split(' '))
    OF_ENDING.set(ending, [...(OF_ENDING.get(ending) ?? []), ...names.split(' ')]);

/** Names of what code in the languages of these files is built with, each once. Pure. */
export function technologiesOf(paths: readonly string[]): string {
  return [...new Set(paths.flatMap((path) => OF_ENDING.get(extname(path).toLowerCase()) ?? []))].join(' ');
}
