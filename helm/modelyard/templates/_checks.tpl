{{/* What the schema cannot tell: values that contradict each other. Each message says what to do. */}}
{{- define "modelyard.checks" -}}
{{- if not (has (toString .Values.auth) (list "off" "false")) -}}
{{- fail "auth: there is no login yet, so whoever reaches the server may read and change everything. Set auth=off to agree to that, and let networkPolicy decide who reaches it." -}}
{{- end -}}
{{- $database := .Values.database -}}
{{- if eq $database.mode "external" -}}
  {{- if not (or $database.url $database.urlSecret.name) -}}
  {{- fail "database.mode is external: name the database in database.url, or an existing secret in database.urlSecret.name." -}}
  {{- end -}}
  {{- if not .Values.artifacts.location -}}
  {{- fail "database.mode is external: replicas share no disk, so set artifacts.location to s3://bucket/prefix." -}}
  {{- end -}}
  {{- if and $database.pooler (not (or $database.directUrl $database.directUrlSecret.name)) -}}
  {{- fail "database.pooler is true: migrations cannot go through a pooler, so set database.directUrl or database.directUrlSecret.name." -}}
  {{- end -}}
{{- else -}}
  {{- if or $database.url $database.urlSecret.name $database.directUrl $database.directUrlSecret.name $database.user $database.passwordSecret.name $database.pooler -}}
  {{- fail "database.mode is embedded, yet there are settings of an external database: set database.mode=external, or take them away." -}}
  {{- end -}}
  {{- if .Values.autoscaling.enabled -}}
  {{- fail "autoscaling needs database.mode=external: an embedded database serves one replica." -}}
  {{- end -}}
{{- end -}}
{{- range $name := list "url" "urlSecret" "directUrl" "directUrlSecret" -}}
  {{- $pair := trimSuffix "Secret" $name -}}
  {{- if and (get $database $pair) (get (get $database (printf "%sSecret" $pair)) "name") -}}
  {{- fail (printf "database.%s and database.%sSecret exclude each other." $pair $pair) -}}
  {{- end -}}
{{- end -}}
{{- $s3 := .Values.artifacts.s3 -}}
{{- if and (not .Values.artifacts.location) (not .Values.artifacts.allowedLocations) (or $s3.region $s3.endpoint (not (kindIs "invalid" $s3.pathStyle)) (not (kindIs "invalid" $s3.direct)) $s3.credentialsSecret.name) -}}
{{- fail "artifacts.s3 is only of use with artifacts.location=s3://bucket/prefix." -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.enabled: name the hosts in ingress.hosts; the server answers under no others." -}}
{{- end -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) (add (int .Values.drainSeconds) 35 | int) -}}
{{- fail "terminationGracePeriodSeconds must be at least drainSeconds + 35: the server gives requests under way up to 30 s." -}}
{{- end -}}
{{- end -}}
