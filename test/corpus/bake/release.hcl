# A bake file that uses about all there is.
variable "REGISTRY" { default = "ghcr.io" }

variable "OWNER" {
  default = "acme"
}

variable "VERSION" {
  default = null
}

variable "PUSH" { default = false }

variable "ATTEMPT" {
  type    = number
  default = 1
}

variable "EXTRA" {
  type    = list(string)
  default = []
  validation {
    condition     = length(EXTRA) < 5
    error_message = "too many"
  }
}

ARCHITECTURES = ["amd64", "arm64"]

function "clean" {
  params = [text]
  result = regex_replace(replace(lower(trimspace(text)), "/", "-"), "[^a-z0-9._-]", "")
}

function "names" {
  params          = [name]
  variadic_params = tags
  result          = [for tag in distinct(compact(tags)) : "${REGISTRY}/${OWNER}/${name}:${clean(tag)}"]
}

group "default" {
  targets = ["app", "docs"]
}

target "_common" {
  args = {
    VERSION = VERSION
    ATTEMPT = ATTEMPT
    DEBUG   = PUSH ? null : "1"
  }
  labels = {
    "org.opencontainers.image.version" = coalesce(VERSION, "none")
    "org.opencontainers.image.authors" = <<-EOT
      ${OWNER}
      %{ if PUSH ~}
      and others
      %{ endif ~}
    EOT
  }
  attest = [
    "type=sbom",
    { type = "provenance", mode = PUSH ? "max" : "min" },
  ]
}

target "app" {
  name     = "app-${item.name}"
  inherits = ["_common"]
  matrix = {
    item = [
      { name = "web", tags = ["web"] },
      { name = "worker", tags = ["worker", "jobs"] },
    ]
  }
  tags = concat(
    names("app-${item.name}", VERSION, PUSH ? "latest" : ""),
    [for tag in item.tags : "${OWNER}/${tag}" if tag != OWNER],
    EXTRA,
  )
  platforms  = formatlist("linux/%s", ARCHITECTURES)
  cache-from = ["type=gha,scope=${item.name}"]
  output     = [PUSH ? "type=registry" : "type=cacheonly"]
}

target "docs" {
  context = "docs"
  tags = flatten([
    target.base.tags[0],
    split(",", "${OWNER}/docs,${OWNER}/docs:${substr("sha-${VERSION}", 0, 7)}"),
    { for key, one in { a = OWNER, b = VERSION } : key => one if one != "" }["a"],
  ])
}

target "base" {
  tags = ["${OWNER}/base"]
}
